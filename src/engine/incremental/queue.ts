import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { nowNs } from '../../system/clock.ts';
import { acquireFlock } from '../../system/flock.ts';
import { lstat, readDirectory, readText, stat } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';

/** A worktree whose members a hook wants to have compiled aside, and the store that knows what was placed in it. */
export interface Request {
  readonly worktree: AbsolutePath;
  readonly store: AbsolutePath;
}

/** Who was not served for so long has begun to work without it. Nanoseconds. */
const OLDEST_NS = 3_600_000_000_000n;

/**
 * Serves a request when it is its turn: of one user's processes only one does so at a time. Where another is at it, the
 * request is left for it and this returns at once, so that thirty new worktrees are not thirty waiting processes. The newest
 * is served first: whoever adds a worktree is about to work in it. `directory`: the tool's own, for all clones;
 * a failure where it cannot be written to.
 */
export async function inTurn(directory: string, request: Request, serve: (request: Request) => Promise<void>): Promise<Result<void, Failure>> {
  const asked = askedIn(directory);
  // Gone: the user's cache is being deleted, and does not come back by this.
  if (stat(asked) === undefined) return ok(undefined);
  const written = attempt(() => writeAtomically(join(asked, nameOf(request)), JSON.stringify(request), { mode: 0o600 }));
  if (!written.ok) return err({ code: 'io', message: `No worktree can be noted as one whose crates are to be compiled aside (${written.error.code}).`, path: asked });
  // Once more after the lock is given back: who came just before that was told that somebody is at it.
  for (let served = -1; served !== 0 && readDirectory(asked).length > 0; ) {
    const turn = await acquireFlock({ path: join(directory, 'lock'), mode: 'exclusive', timeoutMs: 0 });
    if (!turn.ok) break;
    served = 0;
    try {
      for (let next = take(asked); next !== undefined; next = take(asked)) {
        served += 1;
        if (next !== 'nothing') await serve(next);
      }
    } finally {
      turn.value.release();
    }
  }
  return ok(undefined);
}

/** Makes what {@link inTurn} needs: by whoever starts it, while nobody deletes the cache. `directory`'s parents may not be there. */
export function makeQueue(directory: string): void {
  makeDirectories(askedIn(directory), 0o700);
}

const askedIn = (directory: string): string => join(directory, 'asked');

/** Takes the newest request out; `nothing` for one that is too old, or that nobody can read. */
function take(asked: string): Request | 'nothing' | undefined {
  const [newest] = readDirectory(asked)
    .flatMap(({ name }) => {
      const mtimeNs = lstat(join(asked, name))?.mtimeNs;
      return mtimeNs === undefined ? [] : [{ path: join(asked, name), mtimeNs }];
    })
    .sort((a, b) => (a.mtimeNs > b.mtimeNs ? -1 : 1));
  if (newest === undefined) return undefined;
  const text = readText(newest.path);
  const removed = attempt(() => unlinkIfPresent(newest.path));
  // What cannot be removed would be served for ever.
  if (!removed.ok) return undefined;
  return (newest.mtimeNs < nowNs() - OLDEST_NS ? undefined : requestIn(text)) ?? 'nothing';
}

function requestIn(text: string | undefined): Request | undefined {
  try {
    const { worktree, store } = JSON.parse(text ?? 'null') as Partial<Record<keyof Request, unknown>>;
    return typeof worktree === 'string' && typeof store === 'string' ? { worktree: worktree as AbsolutePath, store: store as AbsolutePath } : undefined;
  } catch {
    return undefined;
  }
}

function nameOf({ worktree }: Request): string {
  return createHash('sha256').update(worktree).digest('hex').slice(0, 16);
}
