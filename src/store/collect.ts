import { join } from 'node:path';
import { attempt, type IoProblem } from '../system/attempt.ts';
import { lstat, readDirectory } from '../system/fs.ts';
import { rename } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree } from '../system/write.ts';
import type { UnitKey } from '../units/model.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import { claimDirectory } from './stage.ts';

/** Where dropped units go: a directory in `tmp/`, of which a crash leaves something that the next writer removes. */
export interface Grave {
  /**
   * Drops a unit. It disappears by one rename, so a reader meets all of it or nothing. Answers false when it was not
   * there.
   */
  readonly drop: (key: UnitKey) => Result<boolean, IoProblem>;
  /** Call it once. */
  readonly close: () => void;
}

/** Opens a grave for any number of units: to make and remove a directory for each would double what dropping costs. */
export function openGrave(store: Store): Result<Grave, IoProblem> {
  const made = attempt(() => claimDirectory(store));
  if (!made.ok) return made;
  const { directory, claim } = made.value;
  return ok({
    drop: (key) => {
      const grave = join(directory, key);
      const moved = attempt(() => rename(storePaths.unit(store.root, key), grave));
      if (!moved.ok) return moved.error.code === 'ENOENT' && !hasUnit(store, key) ? ok(false) : err(moved.error);
      const removed = attempt(() => removeTree(grave));
      return removed.ok ? ok(true) : err(removed.error);
    },
    close: () => {
      // What cannot be removed now is a leftover for the next writer.
      attempt(() => removeTree(directory));
      claim.release();
    },
  });
}

/** {@link Grave.drop} of one unit. */
export function removeUnit(store: Store, key: UnitKey): Result<boolean, IoProblem> {
  const grave = openGrave(store);
  if (!grave.ok) return grave;
  try {
    return grave.value.drop(key);
  } finally {
    grave.value.close();
  }
}

/** The keys of all units, unsorted. */
export function listUnits(store: Store): UnitKey[] {
  const units = storePaths.units(store.root);
  return readDirectory(units).flatMap(({ name }) =>
    readDirectory(join(units, name)).flatMap((entry) => (isKey(entry.name) ? [entry.name] : [])),
  );
}

/** Whether a unit of this key stands in the store; one lstat, nothing is checked. */
export function hasUnit(store: Store, key: UnitKey): boolean {
  return lstat(storePaths.unit(store.root, key)) !== undefined;
}

function isKey(name: string): name is UnitKey {
  return /^[0-9a-f]{64}$/.test(name);
}
