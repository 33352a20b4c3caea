import { gitSync } from '../../formats/git/run-git.ts';
import { placeBytes } from '../../store/place/place-file.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes } from '../../system/fs.ts';
import { at } from '../workspaces/discover.ts';
import type { WarmNote } from './report.ts';

/**
 * Where git ignores `Cargo.lock`, a fresh worktree has none: cargo would resolve anew, to other versions, and share
 * little. The first donor's is copied. One that git tracks is never made: its absence is the user's doing.
 */
export function copyLockfile(o: {
  readonly worktree: AbsolutePath;
  readonly workspace: string;
  readonly donors: readonly AbsolutePath[];
  readonly dryRun: boolean;
}): WarmNote | undefined {
  const root = at(o.worktree, o.workspace);
  const path = `${root}/Cargo.lock`;
  if (lstat(path) !== undefined || lstat(`${root}/Cargo.toml`) === undefined) return undefined;
  // check-ignore answers 0 only for ignored paths that are not tracked.
  if (!gitSync(root, ['check-ignore', '--quiet', 'Cargo.lock']).ok) return undefined;
  for (const donor of o.donors) {
    const bytes = readBytes(`${at(donor, o.workspace)}/Cargo.lock`);
    if (bytes === undefined) continue;
    const placed = o.dryRun || placeBytes({ bytes, to: path, mode: 0o644, mtimeNs: undefined }).ok;
    return placed ? { code: 'lockfile-copied', path, from: donor } : undefined;
  }
  return undefined;
}
