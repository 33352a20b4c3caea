import { setTimeout as sleep } from 'node:timers/promises';
import { legacyLayout } from '../../../formats/cargo/layout/legacy.ts';
import { lockProfile } from '../../../formats/cargo/locks.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { realpath } from '../../../system/fs.ts';
import { isCargos } from '../../../formats/cargo/target-directory.ts';
import { plainPaths } from '../plain-path.ts';
import { removeOutput } from '../remove-output.ts';
import { isTracked } from '../tracked.ts';
import { incrementalOf, ownedProfiles, ownedUnits, pathsOf } from './owned-output.ts';

export interface CollectRequest {
  readonly directory: string;
  /** Whether the owner with this wrapper is gone for good; asked again under each lock. */
  readonly isOver: (wrapper: string) => boolean;
  /** In the time of `performance.now()`. */
  readonly deadline: number;
}

export interface CollectedRemoved {
  readonly removed: number;
  /** Whether nothing is left: not where cargo builds, the time is up, or something cannot be deleted. */
  readonly complete: boolean;
}

/** How long cargo is kept waiting at a stretch. */
const TURN_MS = 1_000;
const PAUSE_MS = 100;

/**
 * Takes out of a build directory that others go on using what worktrees that are gone have left: by the notes of the
 * wrappers alone, so that nothing is taken that is not theirs for sure. Unmarked units are for `reclaim`.
 */
export async function collectRemoved(o: CollectRequest): Promise<CollectedRemoved> {
  const buildDirectory = realpath(o.directory);
  // Gone with what was in it.
  if (buildDirectory === undefined) return { removed: 0, complete: true };
  if (!isCargos(buildDirectory) || isTracked(buildDirectory)) return { removed: 0, complete: false };
  let removed = 0;
  let complete = true;
  for (const profileDirectory of ownedProfiles(buildDirectory)) {
    const profile = await collectProfile(buildDirectory, profileDirectory, o);
    removed += profile.removed;
    complete &&= profile.complete;
  }
  return { removed, complete };
}

async function collectProfile(buildDirectory: AbsolutePath, profileDirectory: string, o: CollectRequest): Promise<CollectedRemoved> {
  let removed = 0;
  while (performance.now() < o.deadline) {
    const lock = await lockProfile({ targetDirectory: buildDirectory, buildDirectory, profileDirectory, mode: 'try' });
    if (!lock.ok) return { removed, complete: false };
    try {
      const turn = removeSome(buildDirectory, profileDirectory, o);
      removed += turn.removed;
      if (turn.state !== 'more') return { removed, complete: turn.state === 'empty' };
    } finally {
      lock.value();
    }
    // A cargo that waits for the lock gets its turn: it sleeps in the kernel.
    await sleep(PAUSE_MS);
  }
  return { removed, complete: false };
}

function removeSome(
  buildDirectory: AbsolutePath,
  profileDirectory: string,
  { isOver, deadline }: CollectRequest,
): { readonly removed: number; readonly state: 'empty' | 'more' | 'stuck' } {
  const end = Math.min(deadline, performance.now() + TURN_MS);
  const going = ownedUnits(buildDirectory, profileDirectory).filter(({ owner }) => isOver(owner.wrapper));
  if (going.length === 0) return { removed: 0, state: 'empty' };
  const isPlain = plainPaths(buildDirectory);
  const outputs = legacyLayout.index(buildDirectory, profileDirectory).byHash;
  // The incremental state goes first: only the units' notes tell whose it is.
  const batches = [
    incrementalOf(buildDirectory, profileDirectory, going.map(({ owner }) => owner)),
    ...going.map((unit) => pathsOf(buildDirectory, profileDirectory, { unit, outputs: outputs.get(unit.unitHash) ?? [] })),
  ];
  let removed = 0;
  for (const batch of batches) {
    const done = removeOutput(buildDirectory, batch.filter(isPlain));
    removed += done.removed;
    if (done.problems.length > 0) return { removed, state: 'stuck' };
    if (performance.now() >= end) return { removed, state: 'more' };
  }
  return { removed, state: 'empty' };
}
