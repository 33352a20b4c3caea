import { hash } from 'node:crypto';
import type { AbsolutePath } from '../system/brand.ts';
import { stat } from '../system/fs.ts';

/** Everything of ours in a workspace's `.cargo` directory. */
export const OWN_DIRECTORY = '.cargo/cargo-share';

/**
 * The compiler wrapper of one workspace, as cargo's configuration names it: relative to the workspace, so that a
 * moved or copied worktree has another one. Cargo hashes its absolute path, and not its content, into the unit hash
 * of workspace members (`compute_metadata` in `compilation_files.rs`).
 * The name without what follows the dot is `rustc`: sccache, where cargo has it as well, knows a rustc by that.
 */
export function wrapperValue(token: string): string {
  return `${OWN_DIRECTORY}/rustc.${token}`;
}

/** Whether a file in {@link OWN_DIRECTORY} is a wrapper, of whatever life of the worktree. */
export function isWrapperName(name: string): boolean {
  return name.startsWith('rustc.');
}

/** Whether a `build.rustc-workspace-wrapper` is one of ours, of whatever worktree. */
export function isOwnWrapper(value: unknown): boolean {
  return typeof value === 'string' && /(^|\/)\.cargo\/cargo-share\/rustc\.[0-9a-f]+$/.test(value);
}

/**
 * Names one life of a worktree: one that is removed and another at the same path must not see each other's units,
 * for files may come with old times (`git worktree move`). Git writes `commondir` once, at `git worktree add`
 * (`builtin/worktree.c`). The main worktree lives as long as the clone.
 */
export function wrapperToken(gitDirectory: AbsolutePath): string {
  const born = stat(`${gitDirectory}/commondir`);
  return hash('sha256', born === undefined ? 'main' : `${born.mtimeNs}`, 'hex').slice(0, 8);
}

/**
 * A cargo that runs in a worktree inside this one, and that nobody has set up, inherits this configuration through
 * the parent directories and would give its members this worktree's hashes. Inside the main worktree it builds apart
 * all the same, by `{workspace-root}` in the main worktree's configuration. Inside a linked one its compilations are
 * stopped here, as the alternative is a wrong program. Worktrees of one clone have `.git` files that differ in the
 * last part alone.
 */
export const WRAPPER_SCRIPT = Buffer.from(`#!/bin/sh
# Written by \`cargo share init --mode shared\`: its path gives this worktree's crates hashes of their own.
root=\${0%/${OWN_DIRECTORY}/*}
# sccache asks a wrapper itself which compiler it is.
case "$1" in
  -*) exec rustc "$@" ;;
esac
directory=$PWD
while [ "\${directory#"$root"/}" != "$directory" ]; do
  if [ -f "$directory/.git" ] && [ -f "$root/.git" ]; then
    read -r inner <"$directory/.git"
    read -r outer <"$root/.git"
    if [ "\${inner%/*}" = "\${outer%/*}" ]; then
      echo "cargo share: the worktree $directory is not set up, and its crates would be mixed up with those of $root." >&2
      echo "cargo share: run \\\`cargo share warm\\\` in it." >&2
      exit 1
    fi
  fi
  directory=\${directory%/*}
done
exec "$@"
`);
