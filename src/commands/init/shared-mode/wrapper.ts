import { hash } from 'node:crypto';
import type { AbsolutePath } from '../../../system/brand.ts';
import { stat } from '../../../system/fs.ts';
import { OWNER_MARK } from './owner-mark.ts';

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

/** The workspace that the wrapper at this path was written for. */
export function placeOf(wrapper: string): AbsolutePath {
  return wrapper.slice(0, wrapper.lastIndexOf(`/${OWN_DIRECTORY}/`)) as AbsolutePath;
}

/** What {@link wrapperToken} gave for the wrapper at this path. */
export function tokenOf(wrapper: string): string {
  return wrapper.slice(wrapper.lastIndexOf('.') + 1);
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
 * last part alone. Its variables have names that no environment has: assigning to one that is exported would change
 * what the compiler sees.
 */
export const WRAPPER_SCRIPT = Buffer.from(`#!/bin/sh
# Written by \`cargo share init --mode shared\`: its path gives this worktree's crates hashes of their own.
cargo_share_root=\${0%/${OWN_DIRECTORY}/*}
# sccache asks a wrapper itself which compiler it is.
case "$1" in
  -*) exec rustc "$@" ;;
esac
cargo_share_directory=$PWD
while [ "\${cargo_share_directory#"$cargo_share_root"/}" != "$cargo_share_directory" ]; do
  if [ -f "$cargo_share_directory/.git" ] && [ -f "$cargo_share_root/.git" ]; then
    read -r cargo_share_inner <"$cargo_share_directory/.git"
    read -r cargo_share_outer <"$cargo_share_root/.git"
    if [ "\${cargo_share_inner%/*}" = "\${cargo_share_outer%/*}" ]; then
      echo "cargo share: the worktree $cargo_share_directory is not set up, and its crates would be mixed up with those of $cargo_share_root." >&2
      echo "cargo share: run \\\`cargo share warm\\\` in it." >&2
      exit 1
    fi
  fi
  cargo_share_directory=\${cargo_share_directory%/*}
done
# Notes beside cargo's records whose unit this is, for the day on which the worktree is gone.
cargo_share_out=
cargo_share_previous=
for cargo_share_argument do
  case "$cargo_share_previous" in
    --crate-name) cargo_share_crate=$cargo_share_argument ;;
    --out-dir) cargo_share_out=$cargo_share_argument ;;
  esac
  case "$cargo_share_argument" in
    metadata=*) cargo_share_metadata=\${cargo_share_argument#*=} ;;
    extra-filename=-*) cargo_share_hash=\${cargo_share_argument#*=-} ;;
  esac
  cargo_share_previous=$cargo_share_argument
done
cargo_share_note() {
  [ -d "$1" ] && printf '%s\\n' "$cargo_share_crate" "$cargo_share_metadata" "$0" >"$1/${OWNER_MARK}"
}
if [ -n "$cargo_share_out" ]; then
  cargo_share_note "\${cargo_share_out%/*}/fingerprint" ||
    cargo_share_note "\${cargo_share_out%/*}/.fingerprint/$CARGO_PKG_NAME-$cargo_share_hash" ||
    cargo_share_note "\${cargo_share_out%/*/*}/.fingerprint/$CARGO_PKG_NAME-$cargo_share_hash"
  case "\${OUT_DIR-}" in
    */build/*/out)
      cargo_share_run=\${OUT_DIR%/out}
      cargo_share_note "$cargo_share_run/fingerprint" ||
        cargo_share_note "\${cargo_share_run%/build/*}/.fingerprint/\${cargo_share_run##*/}" ;;
  esac
fi 2>/dev/null
exec "$@"
`);
