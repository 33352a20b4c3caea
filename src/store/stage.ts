import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { placeFile } from './place/place-file.ts';
import { waysOf, type Placement, type PlacementQuestion } from './place/policy.ts';
import { canReflink } from './place/probe.ts';
import { attempt, ioProblem } from '../system/attempt.ts';
import { nowNs } from '../system/clock.ts';
import type { Failure } from '../system/failure.ts';
import { acquireFlock, lockDirectory, type HeldLock } from '../system/flock.ts';
import { lstat, readDirectory } from '../system/fs.ts';
import { makeDirectory } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree } from '../system/write.ts';
import { storeBusy, unwritable } from './failures.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';

/** A writer's own directory in the store. While it is open, `gc` waits. */
export interface Staging {
  readonly store: Store;
  readonly directory: string;
  /** A name in {@link directory} that was not given before. */
  readonly freshName: () => string;
  /** Removes what was not published, and lets `gc` in. Call it once. */
  readonly close: () => void;
}

/** A file taken out of a donor; it stands in the staging directory. */
export interface StagedFile {
  readonly path: string;
  readonly placement: Placement;
  /** Logical bytes. */
  readonly size: number;
  readonly mode: number;
  readonly mtimeNs: bigint;
  /** See `ManifestFile.private`. */
  readonly private?: true;
}

/**
 * Opens a staging directory and takes the store's lock shared. Directories that dead writers left are removed first.
 * Fails where the store cannot be written, or stays locked by `gc` for `timeoutMs`.
 */
export async function openStaging(
  store: Store,
  options: { readonly timeoutMs: number },
): Promise<Result<Staging, Failure>> {
  if (store.unwritable !== undefined) return err(store.unwritable);
  const lock = await lockStore(store, { mode: 'shared', timeoutMs: options.timeoutMs });
  if (!lock.ok) return lock;
  const made = attempt(() => {
    removeLeftovers(store);
    return claimDirectory(store);
  });
  if (!made.ok) {
    lock.value.release();
    return err(unwritable(store.root, made.error));
  }
  const { directory, claim } = made.value;
  let names = 0;
  return ok({
    store,
    directory,
    freshName: () => join(directory, String((names += 1))),
    close: () => {
      // What cannot be removed now is a leftover for the next writer.
      attempt(() => removeTree(directory));
      claim.release();
      lock.value.release();
    },
  });
}

/** The store's lock: shared for writers, exclusive for whoever removes what they may rely on. */
export async function lockStore(
  store: Store,
  options: { readonly mode: 'shared' | 'exclusive'; readonly timeoutMs: number },
): Promise<Result<HeldLock, Failure>> {
  try {
    const lock = await acquireFlock({ path: storePaths.lock(store.root), ...options });
    return lock.ok ? lock : err(storeBusy(store.root));
  } catch (error) {
    return err(unwritable(store.root, ioProblem(error)));
  }
}

/** Tells once for a donor's directory whether its files can be reflinked into the store. */
export function canReflinkFrom(staging: Staging, donorFile: string): boolean {
  return canReflink(donorFile, staging.directory);
}

/**
 * Takes a donor's file into the staging directory, in the way its role allows: the inode itself where cargo
 * and rustc will never write to it again, its own bytes for all others. Call it under the donor's cargo lock;
 * afterwards the file no longer depends on the donor.
 */
export function stageFile(staging: Staging, from: string, question: Omit<PlacementQuestion, 'to'>): Result<StagedFile, Failure> {
  const stat = lstat(from);
  if (stat === undefined) return err({ code: 'io', message: 'A built file vanished while it was saved.', path: from });
  const path = staging.freshName();
  const placed = placeFile({ from, to: path, ways: waysOf({ ...question, to: 'store' }), mtimeNs: stat.mtimeNs });
  if (!placed.ok) return err(unwritable(staging.store.root, placed.error));
  const own = question.writtenInPlace === true ? ({ private: true } as const) : {};
  return ok({ path, placement: placed.value, size: stat.size, mode: stat.mode, mtimeNs: stat.mtimeNs, ...own });
}

/**
 * A directory in `tmp/` whose flock says that its writer lives: unlike a process id this holds in containers that share
 * a store, and no later process can be taken for it.
 */
export function claimDirectory(store: Store): { readonly directory: string; readonly claim: HeldLock } {
  for (;;) {
    const directory = join(storePaths.temporary(store.root), `${process.pid}-${randomBytes(8).toString('hex')}`);
    makeDirectory(directory, 0o700);
    const claim = lockDirectory(directory);
    // Between the two calls another writer may have taken it for a leftover.
    if (typeof claim !== 'string' && lstat(directory) !== undefined) return { directory, claim };
    if (claim === 'unsupported') return { directory, claim: { release: () => undefined } };
    if (typeof claim !== 'string') claim.release();
  }
}

const DAY_NS = 86_400_000_000_000n;

/** Directories in `tmp/` whose writer is gone; where flock does not work, those that were not touched for a day. */
export function findLeftovers(store: Store): string[] {
  const found: string[] = [];
  eachLeftover(store, (directory) => found.push(directory));
  return found;
}

/** Removes {@link findLeftovers}; a directory is claimed while it goes, so no writer can have begun in it. */
export function removeLeftovers(store: Store): void {
  eachLeftover(store, removeTree);
}

function eachLeftover(store: Store, use: (directory: string) => void): void {
  for (const { name } of readDirectory(storePaths.temporary(store.root))) {
    const directory = join(storePaths.temporary(store.root), name);
    const claim = lockDirectory(directory);
    if (claim === 'busy' || claim === 'absent') continue;
    if (claim === 'unsupported') {
      const touched = lstat(directory)?.mtimeNs;
      if (touched !== undefined && touched + DAY_NS < nowNs()) use(directory);
      continue;
    }
    use(directory);
    claim.release();
  }
}
