import type { AbsolutePath } from '../../system/brand.ts';

/** What a shell tells cargo about a build (cargo's reference, "Environment Variables"), but for where cargo and rustup live. */
const OF_BUILDS = /^(?:CARGO_(?:TARGET_DIR|INCREMENTAL|ENCODED_RUSTFLAGS|ENCODED_RUSTDOCFLAGS|(?:BUILD|TARGET|PROFILE|UNSTABLE)_.*)|RUSTC|RUSTDOC|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|RUSTFLAGS|RUSTDOCFLAGS)$/;

const DIRECTORIES: ReadonlySet<string> = new Set(['CARGO_TARGET_DIR', 'CARGO_BUILD_TARGET_DIR', 'CARGO_BUILD_BUILD_DIR']);

/**
 * The environment as far as it may be taken for that of builds in other worktrees: what a shell says of builds is meant
 * for the worktree that it stands in. A relative directory leads into each worktree, and stays.
 */
export function environmentElsewhere(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !OF_BUILDS.test(name) || (DIRECTORIES.has(name) && value?.startsWith('/') === false)),
  );
}

/** The environment for a worktree: the shell's where it stands in that one. */
export function environmentIn(worktree: AbsolutePath, here: AbsolutePath | null, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return worktree === here ? env : environmentElsewhere(env);
}
