import type { Refusal } from '../units/refusal.ts';
import { unreachable } from '../system/unreachable.ts';

/** What a person could do about a refusal; undefined where it is as it should be. */
export function refusalHint(refusal: Refusal): string | undefined {
  switch (refusal.reason) {
    case 'incomplete':
    case 'stale-dependency':
    case 'older-than-dependency':
      return 'finish a build in that worktree, then `cargo share save`';
    case 'outside-workspace':
      return 'move the package below the workspace root';
    case 'edited-since':
    case 'digest-missing':
      return 'build in that worktree, then `cargo share save`';
    case 'built-elsewhere':
    case 'copied':
      return 'build it in that worktree (`cargo clean -p NAME` first), then `cargo share save`';
    case 'unknown-builder':
      return 'give each worktree a target directory of its own';
    case 'unknown-source':
      return 'give each workspace a target directory of its own';
    case 'env-path':
      return refusal.variable === 'CARGO_MANIFEST_DIR' || refusal.variable.startsWith('CARGO_BIN_EXE_')
        ? `read ${refusal.variable} when the program runs (\`std::env::var\`), or include by a path relative to the source`
        : 'use a relative path in that variable, or read it when the program runs';
    case 'baked-path':
      return 'a macro baked the path in: let it include by a relative path, or read the path when the program runs (rustc before 1.94 puts it into every library)';
    case 'macro-sees-path':
      return 'let the macro emit code that includes by a relative path, so that it need not look at the directory';
    case 'script-path':
      return 'let the build script generate relative paths, or `env!("OUT_DIR")` where the file is included';
    case 'git-state-moved':
    case 'other-commit':
    case 'other-branch':
    case 'other-tags':
      return 'let the build script read git in release builds only, if development builds need not show the commit';
    case 'git-dirty-mark':
      return 'commit, build, save';
    case 'worktree-dirty':
      return 'commit, then `cargo share warm`';
    case 'macro-reads-branch':
      return 'let the macro ask git for the commit alone, or a build script ask for the rest';
    case 'names-git-directory':
      return 'build and save in the main worktree, or let the build script watch nothing in git';
    case 'input-in-target':
      return 'generate the file in a build script, and include it from `OUT_DIR`';
    case 'fingerprint-mtime':
      return 'print `cargo::rerun-if-changed=build.rs` (and what else the script reads) in the build script';
    case 'package-files-differ':
      return refusal.because === 'all' || refusal.because === 'listed-by-script' ? 'print `cargo::rerun-if-changed` for what the build script reads' : undefined;
    case 'changed-in-place':
      return 'edit a copy, or set `executables` to `copy`';
    case 'not-stored':
      return 'see what the message says of the store';
    case 'damaged':
      return 'the next save stores it again';
    case 'unsupported-kind':
    case 'unhashed-output':
    case 'input-missing':
    case 'dependency-refused':
    case 'not-in-lockfile':
    case 'input-differs':
    case 'input-added':
    case 'named-path-differs':
    case 'root-manifest-differs':
    case 'own-compilers-differ':
    case 'config-env-differs':
    case 'dependency-not-placed':
    case 'dependency-digest':
      return undefined;
    default:
      return unreachable(refusal);
  }
}
