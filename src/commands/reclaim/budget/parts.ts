import { subdirectories } from '../../../formats/cargo/layout/profile-directories.ts';
import { readManifest } from '../../../store/lookup.ts';
import type { Store } from '../../../store/open.ts';
import { isSeen, readSeen } from '../../../store/targets.ts';
import { lstat, readDirectory } from '../../../system/fs.ts';
import type { Slot } from '../../../units/model.ts';
import type { FindingReason, WithoutBytes } from '../finding.ts';
import { accountOf, heldBy, openLedger, type Account } from '../measure.ts';
import { plainPaths } from '../plain-path.ts';
import type { Place } from '../places.ts';
import { readUnits, type ReadUnit } from '../stale/read-units.ts';
import { removalsOf } from '../stale/removals.ts';
import type { Held } from './held.ts';

/** Below that, cargo's records of the unit are most of what it frees. */
const SMALLEST_GAIN = 65_536;

/**
 * What a build directory could give back although builds would still use it: incremental state, units that the store
 * has, and others. A unit of which other worktrees hold most is left: it would cost a build and give little. Nothing is
 * changed.
 */
export function findParts(place: Place, o: { readonly store: Store | undefined; readonly names: Held['names']; readonly except: ReadonlySet<string> }): WithoutBytes[] {
  const { buildDirectory, worktrees } = place;
  const units = readUnits(buildDirectory);
  const isPlain = plainPaths(buildDirectory);
  const may = (path: string): boolean => isPlain(path) && !o.except.has(`${buildDirectory}/${path}`);
  const profiles = [...new Set(units.map(({ entry }) => entry.profileDirectory))];
  const worktree = worktrees.length === 1 ? worktrees[0] : undefined;
  const part = (reason: FindingReason, paths: readonly string[], count: number): WithoutBytes[] =>
    paths.length === 0 ? [] : [{ kind: 'budget', reason, directory: buildDirectory, worktree, count, paths, merges: [] }];
  const sessions = profiles.flatMap((profile) => subdirectories(`${buildDirectory}/${profile}/incremental`).map((name) => `${profile}/incremental/${name}`));
  const finals = finalArtifacts(buildDirectory, profiles);
  const stored = storedUnits(place, units, o.store);
  const [back, again] = [{ paths: [] as string[], count: 0 }, { paths: [] as string[], count: 0 }];
  // What this tool does not know as a unit (documentation) stays.
  const known = new Set(units.flatMap(({ entry, read }) => (read.ok || read.error.reason !== 'unsupported-kind' ? [entry.slot] : [])));
  const groups = byHash(units);
  for (const [slot, own] of removalsOf(buildDirectory, units, known)) {
    const group = groups.get(slot) ?? [];
    const paths = [...new Set([...own, ...group.flatMap((unit) => finalNames(unit, buildDirectory, finals))])].filter(may);
    if (!isWorthIt(accountOf({ directory: buildDirectory, paths, merges: [] }), o.names)) continue;
    const to = group.every((unit) => stored.has(unit)) ? back : again;
    to.paths.push(...paths);
    to.count += group.length;
  }
  return [
    ...part({ reason: 'incremental' }, sessions.filter(may), 0),
    ...part({ reason: 'stored' }, back.paths, back.count),
    ...part({ reason: 'only-here' }, again.paths, again.count),
  ];
}

/** When a build directory was last built in or warmed, in nanoseconds; 0n where never. */
export function lastUse(place: Place): bigint {
  let newest = 0n;
  for (const { entry } of readUnits(place.buildDirectory)) {
    for (const path of [entry.fingerprintPath, `${entry.fingerprintDirectory}/invoked.timestamp`]) {
      const time = lstat(`${place.buildDirectory}/${path}`)?.mtimeNs ?? 0n;
      if (time > newest) newest = time;
    }
  }
  return newest;
}

/** For each unit those that have their files in common with it, itself among them. */
function byHash(units: readonly ReadUnit[]): ReadonlyMap<Slot, readonly ReadUnit[]> {
  const groups = new Map<string, ReadUnit[]>();
  for (const unit of units) {
    const key = `${unit.entry.layout}/${unit.entry.profileDirectory}/${unit.entry.unitHash}`;
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  return new Map([...groups.values()].flatMap((group) => group.map(({ entry }) => [entry.slot, group] as const)));
}

/** Units that were saved as they stand here, and are in the store still. */
function storedUnits({ buildDirectory }: Place, units: readonly ReadUnit[], store: Store | undefined): ReadonlySet<ReadUnit> {
  if (store === undefined) return new Set();
  const seen = readSeen(store, buildDirectory);
  return new Set(units.filter(({ entry }) => {
    const [before, stat] = [seen.get(entry.slot), lstat(`${buildDirectory}/${entry.fingerprintPath}`)];
    return before !== undefined && stat !== undefined && isSeen(before, stat) && 'saved' in before.result && readManifest(store, before.result.saved).ok;
  }));
}

function isWorthIt(account: Account, names: Held['names']): boolean {
  const frees = openLedger((id) => names.get(id)).add(account);
  return frees >= SMALLEST_GAIN && frees * 2 >= heldBy(account);
}

/** Cargo gives programs and final libraries a second name in the profile directory: by inode, relative. */
function finalArtifacts(buildDirectory: string, profiles: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const directory of profiles.flatMap((profile) => [profile, `${profile}/examples`])) {
    for (const entry of readDirectory(`${buildDirectory}/${directory}`)) {
      const path = `${directory}/${entry.name}`;
      const stat = entry.isFile() ? lstat(`${buildDirectory}/${path}`) : undefined;
      if (stat === undefined || stat.links === 1) continue;
      const id = `${stat.dev}:${stat.ino}`;
      names.set(id, [...(names.get(id) ?? []), path]);
    }
  }
  return names;
}

function finalNames({ read }: ReadUnit, buildDirectory: string, finals: ReadonlyMap<string, readonly string[]>): readonly string[] {
  if (!read.ok) return [];
  return read.value.files.flatMap(({ path }) => {
    const stat = lstat(`${buildDirectory}/${path}`);
    return stat === undefined ? [] : (finals.get(`${stat.dev}:${stat.ino}`) ?? []);
  });
}
