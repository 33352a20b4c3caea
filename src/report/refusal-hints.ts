import type { LeftBecause, Refusal } from '../units/refusal.ts';
import { unreachable } from '../system/unreachable.ts';

/** What would have to be changed in the crate itself: of a registry's nobody can. */
const IN_THE_CRATE: ReadonlySet<Refusal['reason']> = new Set([
  'outside-workspace',
  'env-path',
  'baked-path',
  'script-path',
  'input-in-target',
  'fingerprint-mtime',
  'package-files-differ',
  'left',
]);

/** What a person could do about a refusal of a unit; undefined where it is as it should be. `isOwn`: its crate is the repository's. */
export function refusalHint(refusal: Refusal, isOwn: boolean): string | undefined {
  if (!isOwn && IN_THE_CRATE.has(refusal.reason)) return undefined;
  switch (refusal.reason) {
    case 'unreadable':
      return 'who has built there may let you read it, or build in a worktree of your own';
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
    case 'script-path':
      return 'let the build script generate relative paths, or `env!("OUT_DIR")` where the file is included';
    case 'input-in-target':
      return 'generate the file in a build script, and include it from `OUT_DIR`';
    case 'fingerprint-mtime':
      return 'print `cargo::rerun-if-changed=build.rs` (and what else the script reads) in the build script';
    case 'package-files-differ':
      return 'print `cargo::rerun-if-changed` for what the build script reads';
    case 'not-observed':
      return '`cargo share audit` in the worktree in which it was built observes it now';
    case 'left':
      return LEFT_HINTS[refusal.because];
    case 'changed-in-place':
      return 'edit a copy, or set `executables` to `copy`';
    case 'not-stored':
      return 'see what the message says of the store';
    case 'damaged':
      return 'the next save stores it again';
    case 'deployment-differs':
      return `set ${refusal.variable} to the same in all worktrees, best in \`[env]\` of a cargo configuration that git tracks`;
    case 'input-missing':
      return 'watched' in refusal && refusal.watched !== undefined ? 'print that line only where the file is there' : undefined;
    case 'debug-objects':
      if ('room' in refusal) return 'give the worktree a shorter path';
      return '`debug = false` in the profile, where nobody debugs the program, lets it be shared';
    case 'unsupported-kind':
    case 'unhashed-output':
    case 'dependency-refused':
    case 'not-in-lockfile':
    case 'input-differs':
    case 'input-added':
    case 'observed-differs':
    case 'linker-input-differs':
    case 'declared-differs':
    case 'never-shared':
    case 'own-compilers-differ':
    case 'config-env-differs':
    case 'dependency-not-placed':
    case 'dependency-digest':
      return undefined;
    default:
      return unreachable(refusal);
  }
}

const LEFT_HINTS: Readonly<Record<LeftBecause, string | undefined>> = {
  'other-elsewhere': 'let it work with paths that are relative to the package',
  'writes-elsewhere': 'let it write into OUT_DIR',
  'reads-target': 'let it read only what it or a dependency of it has made; ask git for `status -uno`',
  'reads-above': 'keep what it reads in the repository',
  'unseen-program': undefined,
  'git-question': undefined,
  network: undefined,
  'shell-variable': 'set it in `[env]` of `.cargo/config.toml`; a build script may print `cargo::rerun-if-env-changed` for it',
  untold: 'let its build script print `cargo::rerun-if-changed` for it',
  time: 'let it take the time from a variable that release builds set',
  assembler: 'take the file by `include_bytes!`',
  failed: undefined,
};
