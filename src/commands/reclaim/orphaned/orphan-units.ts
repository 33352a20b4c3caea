import type { Worktree } from '../../../formats/git/worktrees.ts';
import { readOwner, type UnitOwner } from '../../init/shared-mode/owner-mark.ts';
import { placeOf } from '../../init/shared-mode/wrapper.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { BuiltUnit, Slot } from '../../../units/model.ts';
import type { WithoutBytes } from '../finding.ts';
import { plainPaths } from '../plain-path.ts';
import type { InUse, Place } from '../places.ts';
import { judgeStale } from '../stale/judge.ts';
import { readUnits, type ReadUnit } from '../stale/read-units.ts';
import { removalsOf } from '../stale/removals.ts';
import { incrementalOf } from '../removed/owned-output.ts';
import { isGone, isOwnerGone } from './gone.ts';
import { holdsAny } from './holds-any.ts';
import { originOf } from './origin.ts';
import { compiledSources, isPlaced } from './sources.ts';

/**
 * Units that a worktree which is gone has left in a build directory that others go on using. To be asked only where
 * each worktree's units have hashes of their own: see `hasOwnHashes`.
 */
export function findOrphanedUnits(
  { buildDirectory }: Place,
  o: { readonly inUse: InUse; readonly worktrees: readonly Worktree[]; readonly except: ReadonlySet<string> },
): WithoutBytes[] {
  const units = readUnits(buildDirectory);
  const whole = units.flatMap(({ read }) => (read.ok ? [read.value] : []));
  const owners = markedOwners(units, buildDirectory, o.worktrees);
  const left = new Map([...leftBy(whole, buildDirectory, o), ...[...owners].map(([slot, { wrapper }]) => [slot, placeOf(wrapper)] as const)]);
  const judged = judgeStale(
    units.map(({ entry, number, record }) => ({
      slot: entry.slot,
      number,
      dependencies: record?.deps.map((dep) => dep.fingerprint),
      own: left.get(entry.slot),
    })),
    { missing: 'unknown' },
  );
  const isPlain = plainPaths(buildDirectory);
  const found = new Map<AbsolutePath, { paths: string[]; count: number }>();
  const [anyone] = left.values();
  for (const [slot, paths] of removalsOf(buildDirectory, units, new Set(judged.keys()))) {
    const reason = judged.get(slot);
    const worktree = reason === 'superseded' ? anyone : reason;
    if (worktree === undefined) continue;
    const group = found.get(worktree) ?? { paths: [], count: 0 };
    group.paths.push(...paths.filter((path) => isPlain(path) && !o.except.has(`${buildDirectory}/${path}`)));
    group.count += 1;
    found.set(worktree, group);
  }
  for (const profileDirectory of new Set(units.map(({ entry }) => entry.profileDirectory))) {
    for (const [worktree, { paths }] of found) {
      const own = [...owners.values()].filter(({ wrapper }) => placeOf(wrapper) === worktree);
      paths.push(...incrementalOf(buildDirectory, profileDirectory, own).filter((path) => isPlain(path) && !o.except.has(`${buildDirectory}/${path}`)));
    }
  }
  return [...found].flatMap(([worktree, { paths, count }]) =>
    paths.length === 0
      ? []
      : [{ kind: 'orphaned', reason: { reason: 'worktree-gone', worktree }, directory: buildDirectory, worktree: undefined, count, paths, merges: [] }],
  );
}

/** Units whose owner a wrapper of shared mode has noted, and whose owner is gone. */
function markedOwners(units: readonly ReadUnit[], buildDirectory: AbsolutePath, worktrees: readonly Worktree[]): Map<Slot, UnitOwner> {
  const gone = new Map<string, boolean>();
  const owners = new Map<Slot, UnitOwner>();
  for (const { entry } of units) {
    const owner = readOwner(`${buildDirectory}/${entry.fingerprintDirectory}`);
    if (owner === undefined) continue;
    const isGone = gone.get(owner.wrapper) ?? isOwnerGone(owner.wrapper, worktrees);
    gone.set(owner.wrapper, isGone);
    if (isGone) owners.set(entry.slot, owner);
  }
  return owners;
}

/**
 * Which worktree left a unit without such a note: a library's metadata names its sources, and a program with debug information the directory
 * that it was compiled in. Programs without, of a worktree that left no library either, are not recognised.
 */
function leftBy(
  units: readonly BuiltUnit[],
  buildDirectory: AbsolutePath,
  { inUse, worktrees }: { readonly inUse: InUse; readonly worktrees: readonly Worktree[] },
): Map<Slot, AbsolutePath> {
  const left = new Map<Slot, AbsolutePath>();
  const tracked = [...inUse.files.values()];
  const directories = new Map<string, AbsolutePath>();
  for (const unit of units) {
    const sources = compiledSources(buildDirectory, unit);
    const worktree = originOf(new Set(sources.map(({ path }) => path)), tracked);
    if (worktree === undefined || !isGone(worktree, worktrees)) continue;
    left.set(unit.slot, worktree);
    for (const { directory } of sources) directories.set(directory, worktree);
  }
  const needles = new Map([...directories].map(([directory, worktree]) => [`\0${directory}\0`, worktree]));
  const bytes = [...needles.keys()].map((needle) => Buffer.from(needle));
  for (const unit of units) {
    if (left.has(unit.slot) || isPlaced(buildDirectory, unit)) continue;
    for (const { role, path } of unit.files) {
      if (role !== 'executable' && role !== 'dylib') continue;
      const found = holdsAny(`${buildDirectory}/${path}`, bytes);
      const worktree = found && needles.get(found.toString());
      if (worktree !== undefined) left.set(unit.slot, worktree);
    }
  }
  return left;
}
