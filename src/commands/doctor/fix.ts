/** A mend that is safe to make without asking: it can be undone, and touches nothing that others wrote. */
export type Fix =
  /** Puts our blocks into the hooks as `init` does; takes them out of scripts that git does not run. */
  | { readonly action: 'renew-hooks' }
  /** `chmod go-w` on the store, which is this user's. */
  | { readonly action: 'close-store'; readonly path: string }
  /** `git config share.executables copy` */
  | { readonly action: 'copy-executables' };
