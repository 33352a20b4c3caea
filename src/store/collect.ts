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

/**
 * For any number of units: to make and remove a directory for each would double what dropping costs. It is made with the
 * first.
 */
export function openGrave(store: Store): Grave {
  let opened: ReturnType<typeof claimDirectory> | undefined;
  return {
    drop: (key) => {
      const moved = attempt(() => {
        opened ??= claimDirectory(store);
        const buried = join(opened.directory, key);
        rename(storePaths.unit(store.root, key), buried);
        return buried;
      });
      if (!moved.ok) return moved.error.code === 'ENOENT' && !hasUnit(store, key) ? ok(false) : err(moved.error);
      const removed = attempt(() => removeTree(moved.value));
      return removed.ok ? ok(true) : err(removed.error);
    },
    close: () => {
      if (opened === undefined) return;
      const { directory, claim } = opened;
      // What cannot be removed now is a leftover for the next writer.
      attempt(() => removeTree(directory));
      claim.release();
    },
  };
}

/** {@link Grave.drop} of one unit. */
export function removeUnit(store: Store, key: UnitKey): Result<boolean, IoProblem> {
  const grave = openGrave(store);
  try {
    return grave.drop(key);
  } finally {
    grave.close();
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
