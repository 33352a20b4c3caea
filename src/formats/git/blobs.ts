import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { gitFailure, gitSync } from './run-git.ts';

/**
 * The contents of files as they are in a commit, by one `git cat-file --batch`; `undefined` for a path
 * that the commit has no file at. `paths` are relative to the worktree's root, `/` between the parts.
 *
 * The bytes are git's: line-ending conversion and filters (LFS) are not applied, and a symbolic link's
 * content is its target. Whoever compares them with a file sees a difference then, never a false match.
 */
export function readBlobs(
  root: string,
  commit: string,
  paths: readonly string[],
): Result<Map<string, Buffer | undefined>, Failure> {
  const blobs = new Map<string, Buffer | undefined>();
  // One request a line: a path with a line break cannot be asked for, and counts as absent.
  const asked = [...new Set(paths)].filter((path) => !path.includes('\n'));
  for (const path of paths) blobs.set(path, undefined);
  if (asked.length === 0) return ok(blobs);
  const input = asked.map((path) => `${commit}:${path}\n`).join('');
  const read = gitSync(root, ['cat-file', '--batch'], { input });
  if (!read.ok) return err(gitFailure(read.error, root));

  const bytes = read.value.stdout;
  let at = 0;
  for (const path of asked) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) break;
    const found = /^[0-9a-f]{40,64} (blob|tree|commit|tag) ([0-9]+)$/.exec(bytes.toString('latin1', at, end));
    at = end + 1;
    // Any other answer (missing, ambiguous, a submodule's commit) is that line alone.
    if (found === null) continue;
    const size = Number(found[2]);
    if (found[1] === 'blob') blobs.set(path, bytes.subarray(at, at + size));
    at += size + 1;
  }
  return ok(blobs);
}
