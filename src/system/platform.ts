/** What differs between the systems that this runs on, as a value: tests run what one of them needs on the other. */
export interface Platform {
  readonly name: 'linux' | 'darwin';
  /**
   * The kernel keeps its verdict on a program's signature by inode: a file that was run, or loaded, and then gets other
   * bytes, a time or a second name may be killed at its next start (cargo-util `paths::link_or_copy`, rust-lang/cargo#10060).
   */
  readonly programsByInode: boolean;
  /** Where directories lie that have links to them, of the same names, in `/`. */
  readonly linkedBelow: { readonly directory: string; readonly names: readonly string[] } | undefined;
  /** Below the user's home. */
  readonly caches: string;
  /** Is no git, but asks by a window for Apple's developer tools to be installed, where they are not; else it starts theirs. */
  readonly gitStandIn: string | undefined;
  /** Opens a file as a click on it does. */
  readonly opener: string;
}

export const LINUX: Platform = { name: 'linux', programsByInode: false, linkedBelow: undefined, caches: '.cache', gitStandIn: undefined, opener: 'xdg-open' };
export const DARWIN: Platform = {
  name: 'darwin',
  programsByInode: true,
  linkedBelow: { directory: '/private', names: ['tmp', 'var', 'etc'] },
  caches: 'Library/Caches',
  gitStandIn: '/usr/bin/git',
  opener: 'open',
};

/** The one that this runs on; any that is not macOS is taken for Linux. */
export const PLATFORM: Platform = process.platform === 'darwin' ? DARWIN : LINUX;
