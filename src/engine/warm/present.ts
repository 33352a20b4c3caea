import { readable } from '../contents/directory-contents.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { lstat, readBytes, readText, readTextIfAllowed } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { once } from '../../system/once.ts';
import { presentTimes } from '../save/known-units.ts';
import { presentGraph } from '../save/present-graph.ts';
import type { SurveyedUnit } from '../save/survey.ts';
import { parseMark } from '../../units/marker.ts';
import type { Manifest, Slot, UnitKey } from '../../units/model.ts';
import { newest, type TimedUnit } from '../../units/outputs.ts';
import { depInfoTime } from './floors.ts';
import type { PresentUnit } from './plan.ts';
import { readsBuilt } from './reads-built.ts';
import { NOTHING_WATCHED, watchesAll, watchesNothing, type Watched, type WatchedUnit } from './watched.ts';
import type { Floor } from '../../units/stamps.ts';

/** The variants that stand in a build directory, as far as they are known. */
export function presentKeys(surveyed: readonly SurveyedUnit[]): Map<Slot, UnitKey> {
  const keys = new Map<Slot, UnitKey>();
  for (const { entry, seen } of surveyed) {
    if (seen !== undefined && 'saved' in seen.result) keys.set(entry.slot, seen.result.saved);
  }
  return keys;
}

export interface PresentUnitsOptions {
  readonly surveyed: readonly SurveyedUnit[];
  readonly buildDirectory: AbsolutePath;
  readonly targetDirectory: AbsolutePath;
  readonly chosen: ReadonlyMap<Slot, Manifest>;
  /** Cargo's hash text for each chosen unit in this worktree. */
  readonly fingerprint: (manifest: Manifest) => string;
  readonly floors: ReadonlyMap<Slot, Floor>;
  readonly watched: Watched;
  readonly contents: WorktreeContents;
}

/** What stands in the build directory, with what cargo would say of it. */
export function presentUnits(o: PresentUnitsOptions): Map<Slot, PresentUnit> {
  const keys = presentKeys(o.surveyed);
  const texts = new Map(o.surveyed.map(({ entry }) => [entry.slot, readTextIfAllowed(`${o.buildDirectory}/${entry.fingerprintPath}`)]));
  const graph = presentGraph(o.surveyed, o.buildDirectory);
  const present = new Map<Slot, PresentUnit>();
  for (const { entry } of o.surveyed) {
    const { slot, fingerprintPath } = entry;
    const chosen = o.chosen.get(slot);
    const key = keys.get(slot);
    const node = graph.get(slot);
    // Asked again as often as staleness spreads.
    const standsOnMore = once(() => node?.record === undefined || node.gone.length > 0 || readsBuilt(entry, node.record, o));
    const fresh =
      chosen !== undefined && chosen.key === key
        ? // What another user has built may not be for this one's eyes.
          readable(() => freshness(chosen, { ...o, isExpected: texts.get(slot) === o.fingerprint(chosen) }))
        : undefined;
    present.set(slot, { slot, fingerprintPath, key, fresh, dependencies: node?.dependencies ?? [], standsOnMore });
  }
  return present;
}

function isWatching(path: string, watched: WatchedUnit): boolean {
  const bytes = readBytes(path);
  return bytes !== undefined && watchesAll(bytes, watched);
}

function wasPlaced(manifest: Manifest, buildDirectory: AbsolutePath): boolean {
  const stamp = manifest.files.find((file) => file.role === 'invoked-timestamp');
  return stamp !== undefined && parseMark(readText(`${buildDirectory}/${stamp.path}`) ?? '') !== undefined;
}

/** Whether cargo would find the unit's own inputs older than its record of them. */
function freshness(
  manifest: Manifest,
  o: Pick<PresentUnitsOptions, 'buildDirectory' | 'floors' | 'watched' | 'contents'> & { readonly isExpected: boolean },
): { isFresh: boolean; times: TimedUnit } {
  const times = presentTimes(manifest, o.buildDirectory);
  const complete = manifest.files.every((file) => file.role === 'out-file' || lstat(`${o.buildDirectory}/${file.path}`) !== undefined);
  const depInfo = manifest.files.find((file) => file.role === 'dep-info');
  const recorded = depInfo && lstat(`${o.buildDirectory}/${depInfo.path}`);
  const watched = o.watched.get(manifest.slot) ?? NOTHING_WATCHED;
  const asksMore = !watchesNothing(watched);
  const watches = asksMore && depInfo !== undefined && isWatching(`${o.buildDirectory}/${depInfo.path}`, watched);
  // One that cargo built here read what it read then; one that was placed must watch what it was compared by.
  const mustWatch = asksMore && wasPlaced(manifest, o.buildDirectory);
  const inputsNs = depInfoTime(manifest, o.contents, watches ? watched : NOTHING_WATCHED) ?? 0n;
  const outputNs = o.floors.get(manifest.slot)?.outputNs ?? 0n;
  const isFresh =
    o.isExpected && complete && (watches || !mustWatch) && (recorded === undefined || recorded.mtimeNs >= inputsNs) && newest(times.outputs) >= outputNs;
  return { isFresh, times };
}
