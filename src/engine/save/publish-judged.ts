import { compilersUsed } from '../../formats/cargo/compilers-used.ts';
import { removeUnit } from '../../store/collect.ts';
import { rememberCompiler } from '../../store/compilers.ts';
import { readManifest } from '../../store/lookup.ts';
import { offerUnits, packageEntry, type PackageEntry } from '../../store/packages.ts';
import { publishUnit, type FileToPublish } from '../../store/publish.ts';
import { RULES } from '../../store/rules.ts';
import type { Staging } from '../../store/stage.ts';
import { keyOfSlot, leftBefore, readTried } from '../../store/tried.ts';
import { markUsed } from '../../store/use.ts';
import { writeSeen, type SeenIndex } from '../../store/targets.ts';
import type { Failure } from '../../system/failure.ts';
import { once } from '../../system/once.ts';
import { INTERRUPTED } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { writeNew } from '../../system/write.ts';
import { keyOfAnyBuild } from '../../units/identity.ts';
import { parseMark } from '../../units/marker.ts';
import type { Slot, UnitKey } from '../../units/model.ts';
import type { Taken } from './collect-changed.ts';
import { bytesOf, fileOf, timesOfCollected, type CollectedUnit, type Settled } from './collected.ts';
import { judgeAll, refused } from './judge-all.ts';
import type { Judgement } from './judgement.ts';
import { presentTimes } from './known-units.ts';
import type { SaveDirectoryOptions } from './options.ts';
import { previousBlobs } from './previous-blobs.ts';
import type { SurveyedUnit } from './survey.ts';

export interface Published {
  readonly seen: SeenIndex;
  /** Units saved now. */
  readonly saved: number;
}

/** Judges what was taken out, publishes what may be saved, and remembers the verdicts; interrupted, those that there are. */
export async function judgeAndPublish(
  o: SaveDirectoryOptions,
  { surveyed, collected, settled, seen, staging }: Taken & { seen: SeenIndex; staging: Staging },
): Promise<Result<Published, Failure>> {
  const entries: PackageEntry[] = [];
  let failure: Failure | undefined;
  for (const unit of collected.values()) {
    const placed = placedBefore(unit, o);
    if (placed !== undefined) settled.set(unit.unit.slot, collected.compact(placed));
  }
  const tried = once(() => readTried(o.work.store));
  let done = 0;
  await judgeAll({ donor: o.donor, surveyed, collected, settled }, {
    previous: previousBlobs(o.donor, collected.values()),
    spill: (bytes) => {
      const path = staging.freshName();
      writeNew(path, bytes);
      return path;
    },
    wasLeft: (slot) => leftBefore(tried().get(keyOfSlot(slot))) !== undefined,
    signal: o.work.signal,
    publish: (unit, judgement) => {
      o.progress((done += 1), collected.size);
      const times = timesOfCollected(unit);
      if (o.work.dryRun) return { state: 'saved', manifest: { format: 1, rules: RULES, ...judgement.draft, files: [] }, times };
      const published = failure === undefined ? publishUnit(staging, judgement.draft, filesOf(unit, judgement)) : err(failure);
      if (!published.ok) {
        failure = published.error;
        return refused(unit, { reason: 'not-stored', message: published.error.message });
      }
      const { manifest } = published.value;
      const left = leftBefore(tried().get(keyOfAnyBuild(manifest)));
      if (left !== undefined) {
        removeUnit(o.work.store, manifest.key);
        return refused(unit, { reason: 'left', ...left });
      }
      entries.push(packageEntry(manifest));
      return collected.compact({ state: 'saved', manifest, times });
    },
  });
  if (!o.work.dryRun) markUsed(o.work.store, standsOn(entries, settled));
  const remembered = rememberAll(surveyed, settled, seen);
  if (!o.work.dryRun) {
    rememberCompilers(o, entries);
    const appended = offerUnits(staging, o.catalog, entries);
    if (!appended.ok) return appended;
    writeSeen(o.work.store, o.donor.buildDirectory, remembered);
  }
  if (failure !== undefined) return err(failure);
  if (o.work.signal?.aborted === true) return err(INTERRUPTED);
  const saved = [...collected.keys()].filter((slot) => settled.get(slot)?.state === 'saved').length;
  return ok({ seen: remembered, saved });
}

/** The names of such units can be computed elsewhere only with the compiler's own words. */
function rememberCompilers({ work, donor }: SaveDirectoryOptions, entries: readonly PackageEntry[]): void {
  if (!entries.some(({ source }) => source.kind === 'path' && source.namedBy !== undefined)) return;
  for (const said of compilersUsed(donor.buildDirectory)) rememberCompiler(work.store, said);
}

/** What the units saved now were compiled against: without it nobody could use them. */
function standsOn(entries: readonly PackageEntry[], settled: ReadonlyMap<Slot, Settled>): Set<UnitKey> {
  const keys = new Set<UnitKey>();
  for (const { slot } of entries) {
    const unit = settled.get(slot);
    for (const edge of unit?.state === 'saved' ? unit.manifest.dependencies : []) {
      const below = settled.get(edge.slot);
      if (below?.state === 'saved') keys.add(below.manifest.key);
    }
  }
  return keys;
}

/** A unit that was placed here and whose mark survives, though the index of the build directory was lost. */
function placedBefore(unit: CollectedUnit, o: SaveDirectoryOptions): Settled | undefined {
  const mark = parseMark(bytesOf(fileOf(unit, 'invoked-timestamp'))?.toString('utf8') ?? '');
  const manifest = mark && readManifest(o.work.store, mark.unit);
  if (manifest?.ok !== true || manifest.value.slot !== unit.unit.slot) return undefined;
  return { state: 'saved', manifest: manifest.value, times: presentTimes(manifest.value, o.donor.buildDirectory) };
}

function filesOf(unit: CollectedUnit, { rewrite, leftOut }: Judgement): FileToPublish[] {
  return unit.files.filter((file) => !leftOut.has(file)).map((file) => {
    const { role, path, stat, content } = file;
    const marked = rewrite.has(file) ? ({ rewrite: true } as const) : {};
    switch (content.kind) {
      case 'bytes':
        return { role, path, ...marked, from: { kind: 'bytes', bytes: content.bytes, mode: stat.mode, mtimeNs: stat.mtimeNs } };
      case 'staged':
        return { role, path, ...marked, from: { kind: 'staged', file: content.file } };
      case 'symlink':
        return { role, path, ...marked, from: { kind: 'symlink', target: content.target, mtimeNs: stat.mtimeNs } };
    }
  });
}

function rememberAll(surveyed: readonly SurveyedUnit[], settled: ReadonlyMap<Slot, Settled>, seen: SeenIndex): SeenIndex {
  const next: SeenIndex = new Map();
  for (const { entry, fingerprintFile } of surveyed) {
    const now = settled.get(entry.slot);
    const before = seen.get(entry.slot);
    if (now === undefined) {
      if (before !== undefined) next.set(entry.slot, before);
      continue;
    }
    if (isPassing(now, settled)) continue;
    const result = now.state === 'saved' ? { saved: now.manifest.key } : { refused: now.refusal };
    next.set(entry.slot, { ino: String(fingerprintFile.ino), mtimeNs: String(fingerprintFile.mtimeNs), result });
  }
  return next;
}

/** What a failing store refused, and what stands on it, is not remembered: the next save tries again. */
function isPassing(unit: Settled | undefined, settled: ReadonlyMap<Slot, Settled>): boolean {
  if (unit?.state !== 'refused') return false;
  const { refusal } = unit;
  if (refusal.reason === 'not-stored') return true;
  return refusal.reason === 'dependency-refused' && isPassing(settled.get(refusal.dependency), settled);
}
