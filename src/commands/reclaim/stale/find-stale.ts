import type { Lockfile } from '../../../formats/cargo/lockfile.ts';
import { parseRustcDepInfo } from '../../../formats/cargo/rustc-dep-info.ts';
import { readText } from '../../../system/fs.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Slot } from '../../../units/model.ts';
import { plainPaths } from '../plain-path.ts';
import type { FindingReason, WithoutBytes } from '../finding.ts';
import type { Place } from '../places.ts';
import { oldIncremental } from './incremental.ts';
import { ownTemporaries, unfinishedUnitDirectories } from './leftovers.ts';
import { judgeStale, type StaleReason, type UnitFacts } from './judge.ts';
import { isIncomplete, readUnits, type ReadUnit } from './read-units.ts';
import { removalsOf, withoutUnit } from './removals.ts';
import { supersededObjects } from './superseded-objects.ts';

/** What is known beside the build directory itself. */
export interface StaleEvidence {
  /** Undefined: versions are not judged. */
  readonly lockfiles: readonly Lockfile[] | undefined;
  /** Undefined: compilers are not judged. */
  readonly compilers: ReadonlySet<bigint> | undefined;
  readonly cargoHome: AbsolutePath;
  readonly nowNs: bigint;
  /** From how many days of disuse on incremental state goes; undefined: never for its age. */
  readonly incrementalDays: number | undefined;
}

/** Finds what no build will take from a build directory as it is. Nothing is changed. */
export function findStale(place: Place, evidence: StaleEvidence): WithoutBytes[] {
  const { buildDirectory } = place;
  const units = readUnits(buildDirectory);
  const compilers = usableCompilers(units, evidence.compilers);
  const facts = units.map((unit): UnitFacts => ({
    slot: unit.entry.slot,
    number: unit.number,
    dependencies: unit.record?.deps.map((dep) => dep.fingerprint),
    own: ownReason(unit, buildDirectory, { ...evidence, compilers }),
  }));
  const stale = judgeStale(facts);
  const found = new Map<string, { reason: FindingReason; paths: string[]; count: number }>();
  const add = (reason: FindingReason, paths: readonly string[], count: number): void => {
    const key = JSON.stringify(reason);
    const group = found.get(key) ?? { reason, paths: [], count: 0 };
    group.paths.push(...paths);
    group.count += count;
    found.set(key, group);
  };
  for (const [slot, paths] of removalsOf(buildDirectory, units, slotsThatGo(units, stale))) {
    add({ reason: stale.get(slot) ?? 'superseded' }, paths, 1);
  }
  const objects = supersededObjects(buildDirectory, units);
  if (objects.length > 0) add({ reason: 'objects-superseded' }, objects, 0);
  const profiles = new Map(units.map(({ entry, index }) => [`${entry.layout}/${entry.profileDirectory}`, { entry, index }]));
  for (const { entry, index } of profiles.values()) {
    const { profileDirectory } = entry;
    const strays = entry.layout === 'legacy' ? withoutUnit(buildDirectory, profileDirectory, index) : unfinishedUnitDirectories(buildDirectory, profileDirectory);
    strays.push(...ownTemporaries(buildDirectory, profileDirectory));
    if (strays.length > 0) add({ reason: 'no-unit' }, strays, 0);
    const entries = units.filter((unit) => unit.entry.profileDirectory === profileDirectory).map((unit) => unit.entry);
    for (const { path, days } of oldIncremental({ ...place, profileDirectory, entries, nowNs: evidence.nowNs, afterDays: evidence.incrementalDays })) {
      const because = days === undefined ? { reason: 'incremental-no-crate' as const } : { reason: 'incremental-unused' as const, days: evidence.incrementalDays ?? 0 };
      add(because, [path], 0);
    }
  }
  const isPlain = plainPaths(buildDirectory);
  const worktree = place.worktrees.length === 1 ? place.worktrees[0] : undefined;
  return [...found.values()].flatMap(({ reason, paths, count }) => {
    const plain = [...new Set(paths)].filter(isPlain);
    return plain.length === 0 ? [] : [{ kind: 'stale' as const, reason, directory: buildDirectory, worktree, count, paths: plain, merges: [] }];
  });
}

/** Documentation and kinds unknown here are read for their numbers and never taken. */
function slotsThatGo(units: readonly ReadUnit[], stale: ReadonlyMap<Slot, StaleReason>): Set<Slot> {
  const kept = new Set(units.filter(({ read }) => !read.ok && read.error.reason === 'unsupported-kind').map(({ entry }) => entry.slot));
  return new Set([...stale.keys()].filter((slot) => !kept.has(slot)));
}

/** Believed only where some unit here is of a compiler that is known: else cargo's way of hashing has changed. */
function usableCompilers(units: readonly ReadUnit[], compilers: ReadonlySet<bigint> | undefined): ReadonlySet<bigint> | undefined {
  return units.some(({ record }) => record !== undefined && compilers?.has(record.rustc) === true) ? compilers : undefined;
}

function ownReason(
  unit: ReadUnit,
  buildDirectory: AbsolutePath,
  evidence: Pick<StaleEvidence, 'lockfiles' | 'compilers' | 'cargoHome'>,
): UnitFacts['own'] {
  if (isIncomplete(unit)) return 'incomplete';
  if (unit.record !== undefined && evidence.compilers?.has(unit.record.rustc) === false) return 'compiler-gone';
  if (evidence.lockfiles === undefined || !unit.read.ok) return undefined;
  const source = registrySource(unit, buildDirectory, evidence.cargoHome);
  const wanted = source === undefined || evidence.lockfiles.some((lockfile) => lockfile.has(source));
  return wanted ? undefined : 'not-in-lockfile';
}

/** The package version that a unit was compiled from, by where its sources lie; undefined for path and git packages. */
function registrySource({ read, entry }: ReadUnit, buildDirectory: AbsolutePath, cargoHome: AbsolutePath) {
  const file = read.ok ? read.value.files.find(({ role }) => role === 'rustc-dep-info') : undefined;
  const text = file && readText(`${buildDirectory}/${file.path}`);
  const input = text === undefined ? undefined : parseRustcDepInfo(text).inputs[0];
  const root = `${cargoHome}/registry/src/`;
  if (input?.startsWith(root) !== true) return undefined;
  const directory = input.slice(root.length).split('/')[1];
  if (directory?.startsWith(`${entry.packageName}-`) !== true) return undefined;
  return { kind: 'registry' as const, name: entry.packageName, version: directory.slice(entry.packageName.length + 1) };
}
