import { splitUnitHash } from '../../../formats/cargo/layout/unit-name.ts';
import { subdirectories } from '../../../formats/cargo/layout/profile-directories.ts';
import type { OutputIndex, UnitEntry } from '../../../formats/cargo/layout/layout.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat } from '../../../system/fs.ts';
import type { Slot } from '../../../units/model.ts';
import { isUnfinished } from './leftovers.ts';

interface Placed {
  readonly entry: UnitEntry;
  readonly index: OutputIndex;
}

/**
 * What goes with stale units, relative to the build directory: for each unit its paths, the fingerprint first, so that
 * cargo finds the unit not built wherever the deletion is cut short. Outputs go only when every unit of their hash goes.
 * What cargo has put into the profile directory itself (`debug/app`) stays: it is what the user runs.
 */
export function removalsOf(
  buildDirectory: AbsolutePath,
  units: readonly Placed[],
  stale: ReadonlySet<Slot>,
): Map<Slot, string[]> {
  const byHash = new Map<string, Placed[]>();
  for (const unit of units) {
    const key = `${unit.entry.layout}/${unit.entry.profileDirectory}/${unit.entry.unitHash}`;
    byHash.set(key, [...(byHash.get(key) ?? []), unit]);
  }
  const removals = new Map<Slot, string[]>();
  for (const group of byHash.values()) {
    const going = group.filter(({ entry }) => stale.has(entry.slot));
    const [first] = going;
    if (first === undefined) continue;
    if (going.length < group.length) for (const { entry } of going) removals.set(entry.slot, recordFiles(entry));
    else removals.set(first.entry.slot, wholeUnit(buildDirectory, first, going));
  }
  return removals;
}

/** A `cdylib`'s directory may hold the records of several units. */
function recordFiles({ fingerprintDirectory, fingerprintFiles, name }: UnitEntry): string[] {
  return [name, `${name}.json`, `dep-${name}`, `output-${name}`]
    .filter((file) => fingerprintFiles.includes(file))
    .map((file) => `${fingerprintDirectory}/${file}`);
}

function wholeUnit(buildDirectory: AbsolutePath, { entry, index }: Placed, group: readonly Placed[]): string[] {
  const { profileDirectory, packageName, unitHash } = entry;
  if (entry.layout === 'unit-dirs') return [`${profileDirectory}/build/${packageName}/${unitHash}`];
  const records = [...new Set(group.map((unit) => unit.entry.fingerprintDirectory))];
  const scripts = `${profileDirectory}/build/${packageName}-${unitHash}`;
  const outputs = index.byHash.get(unitHash) ?? [];
  return [...records, ...outputs, ...(lstat(`${buildDirectory}/${scripts}`) === undefined ? [] : [scripts])];
}

/**
 * What belongs to no unit in the legacy layout: records of compilations that never ended, and files in `deps/`,
 * `examples/` and `build/` whose hash no other record has. Where most hashes have no record at all, this cargo names
 * its files in a way that is not known here, and nothing is taken.
 */
export function withoutUnit(buildDirectory: AbsolutePath, profileDirectory: string, index: OutputIndex): string[] {
  const fingerprints = `${profileDirectory}/.fingerprint`;
  const recorded = new Map<string, string[]>();
  const alive = new Set<string>();
  for (const name of subdirectories(`${buildDirectory}/${fingerprints}`)) {
    const hash = splitUnitHash(name)?.unitHash;
    if (hash === undefined) continue;
    recorded.set(hash, [...(recorded.get(hash) ?? []), `${fingerprints}/${name}`]);
    if (!isUnfinished(`${buildDirectory}/${fingerprints}/${name}`)) alive.add(hash);
  }
  const unfinished = [...recorded].filter(([hash]) => !alive.has(hash)).flatMap(([, directories]) => directories);
  const strays: string[] = [];
  let [known, unknown] = [0, 0];
  for (const [hash, paths] of index.byHash) {
    if (recorded.has(hash)) known += 1;
    else unknown += 1;
    if (!alive.has(hash)) strays.push(...paths.filter((path) => lstat(`${buildDirectory}/${path}`)?.kind === 'file'));
  }
  for (const name of subdirectories(`${buildDirectory}/${profileDirectory}/build`)) {
    const hash = splitUnitHash(name)?.unitHash;
    if (hash !== undefined && !alive.has(hash)) strays.push(`${profileDirectory}/build/${name}`);
  }
  return unknown > known ? [] : [...unfinished, ...strays];
}
