import { listFiles } from '../../formats/git/files.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';

/** Whether a worktree holds any `Cargo.toml`. One that git cannot list counts as holding one: git says why elsewhere. */
export function holdsManifest(worktree: AbsolutePath): boolean {
  const listed = listFiles(worktree);
  return !listed.ok || [...listed.value.files].some((path) => path === 'Cargo.toml' || path.endsWith('/Cargo.toml'));
}

export function noWorkspace(path: string): Failure {
  return {
    code: 'not-a-cargo-workspace',
    message: 'There is no Cargo.toml in this repository.',
    path,
    hint: 'Run it in a clone of a Rust project.',
  };
}
