import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { attempt, type IoProblem } from '../system/attempt.ts';
import { lstat, readDirectory } from '../system/fs.ts';
import { makeDirectory, rename } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree } from '../system/write.ts';
import type { UnitKey } from '../units/model.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';

/**
 * Drops a unit. It disappears by one rename, so a reader meets all of it or nothing;
 * a crash afterwards leaves a directory in `tmp/` that the next writer removes.
 * Answers false when it was not there.
 */
export function removeUnit(store: Store, key: UnitKey): Result<boolean, IoProblem> {
  const grave = join(storePaths.temporary(store.root), `dropped-${randomBytes(8).toString('hex')}`);
  const moved = attempt(() => {
    makeDirectory(grave, 0o700);
    rename(storePaths.unit(store.root, key), join(grave, 'unit'));
  });
  const removed = attempt(() => removeTree(grave));
  if (moved.ok) return removed.ok ? ok(true) : err(removed.error);
  // ENOENT may also mean that a writer took the empty grave for a leftover: then the unit still stands.
  return moved.error.code === 'ENOENT' && !hasUnit(store, key) ? ok(false) : err(moved.error);
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
