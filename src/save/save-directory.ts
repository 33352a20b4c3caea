import { lockProfile } from '../cargo/locks.ts';
import type { OutputIndex } from '../cargo/layout/layout.ts';
import type { PlacementSettings } from '../place/policy.ts';
import { appendCatalog, type CatalogEntry, type CatalogId } from '../store/catalog.ts';
import { publishUnit, type FileToPublish } from '../store/publish.ts';
import { canReflinkFrom, openStaging, type Staging } from '../store/stage.ts';
import { lockTarget, readSeen, writeSeen, type SeenIndex } from '../store/targets.ts';
import { readManifest } from '../store/lookup.ts';
import type { Store } from '../store/open.ts';
import type { Failure } from '../system/failure.ts';
import { err, ok, type Result } from '../system/result.ts';
import { writeNew } from '../system/write.ts';
import { parseMark } from '../units/marker.ts';
import { packageOfSlot } from '../units/choose.ts';
import type { Slot } from '../units/model.ts';
import { collectUnit } from './collect.ts';
import { bytesOf, fileOf, timesOfCollected, type CollectedUnit, type Settled } from './collected.ts';
import type { Donor } from './donor.ts';
import { judgeAll, refused } from './judge-all.ts';
import type { Judgement } from './judgement.ts';
import { presentTimes, recallUnit } from './known-units.ts';
import { previousBlobs } from './previous-blobs.ts';
import type { DirectorySave } from './report.ts';
import { survey, type SurveyedUnit } from './survey.ts';

export interface SaveDirectoryOptions {
  readonly donor: Donor;
  readonly store: Store;
  readonly catalog: CatalogId;
  readonly workspace: string;
  readonly subdirectory: string;
  readonly settings: PlacementSettings;
  readonly dryRun: boolean;
  readonly progress: (done: number, of: number) => void;
}

/** How long a writer waits for `gc` to let go of the store. */
const STORE_TIMEOUT_MS = 5_000;

/** How long one save waits for another of the same build directory: it finds the work done then. */
const TARGET_TIMEOUT_MS = 30_000;

/** Saves what has been built in one build directory since the last save. */
export async function saveDirectory(o: SaveDirectoryOptions): Promise<Result<DirectorySave, Failure>> {
  const { buildDirectory } = o.donor;
  const first = look(o);
  if (first.changed.size === 0) return ok(summary(o, { ...first, saved: 0, skipped: undefined }));
  const turn = await lockTarget(o.store, buildDirectory, TARGET_TIMEOUT_MS);
  if (!turn.ok) return ok(summary(o, { ...first, saved: 0, skipped: 'busy' }));
  try {
    return await saveChanged(o);
  } finally {
    turn.value.release();
  }
}

interface Look {
  readonly seen: SeenIndex;
  readonly surveyed: readonly SurveyedUnit[];
  /** Profile directories with something new. */
  readonly changed: ReadonlySet<string>;
}

function look({ store, donor }: SaveDirectoryOptions): Look {
  const seen = readSeen(store, donor.buildDirectory);
  const surveyed = survey(donor.buildDirectory, seen);
  const changed = new Set(surveyed.filter((unit) => unit.seen === undefined).map((unit) => unit.entry.profileDirectory));
  return { seen, surveyed, changed };
}

async function saveChanged(o: SaveDirectoryOptions): Promise<Result<DirectorySave, Failure>> {
  const { seen, surveyed: before, changed } = look(o);
  if (changed.size === 0) return ok(summary(o, { seen, surveyed: before, saved: 0, skipped: undefined }));
  const staging = await openStaging(o.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return staging;
  try {
    const taken = await collectChanged(o, { seen, changed, staging: staging.value });
    if (!taken.ok) return taken;
    if (taken.value === 'busy') return ok(summary(o, { seen, surveyed: before, saved: 0, skipped: 'busy' }));
    return judgeAndPublish(o, { ...taken.value, seen, staging: staging.value });
  } finally {
    staging.value.close();
  }
}

interface Taken {
  readonly surveyed: readonly SurveyedUnit[];
  readonly collected: ReadonlyMap<Slot, CollectedUnit>;
  readonly settled: Map<Slot, Settled>;
}

/** Takes the new units out, all under cargo's locks: between them no build can come. */
async function collectChanged(
  o: SaveDirectoryOptions,
  { seen, changed, staging }: { seen: SeenIndex; changed: ReadonlySet<string>; staging: Staging },
): Promise<Result<Taken | 'busy', Failure>> {
  const { buildDirectory, targetDirectory } = o.donor;
  const releases: (() => void)[] = [];
  try {
    for (const profileDirectory of [...changed].sort()) {
      const lock = await lockProfile({ targetDirectory, buildDirectory, profileDirectory, mode: 'try' });
      if (!lock.ok) return lock.error.code === 'target-directory-busy' ? ok('busy') : lock;
      releases.push(lock.value);
    }
    return collectUnits(o, { surveyed: survey(buildDirectory, seen), changed, staging });
  } finally {
    for (const release of releases) release();
  }
}

function collectUnits(
  o: SaveDirectoryOptions,
  { surveyed, changed, staging }: { surveyed: SurveyedUnit[]; changed: ReadonlySet<string>; staging: Staging },
): Result<Taken, Failure> {
  const { donor, store } = o;
  const indexes = new Map<string, OutputIndex>();
  const collected = new Map<Slot, CollectedUnit>();
  const settled = new Map<Slot, Settled>();
  let reflink: boolean | undefined;
  for (const unit of surveyed) {
    const { slot, profileDirectory } = unit.entry;
    const recalled = unit.seen && recallUnit(slot, unit.seen, { store, buildDirectory: donor.buildDirectory });
    if (recalled !== undefined) settled.set(slot, recalled);
    // A profile directory without anything new is not locked: its units are recalled or left for the next save.
    if (recalled !== undefined || !changed.has(profileDirectory)) continue;
    const key = `${unit.layout.kind}/${profileDirectory}`;
    const index = indexes.get(key) ?? unit.layout.index(donor.buildDirectory, profileDirectory);
    indexes.set(key, index);
    reflink ??= canReflinkFrom(staging, `${donor.buildDirectory}/${unit.entry.fingerprintPath}`);
    const taken = collectUnit(unit.entry, { ...o, layout: unit.layout, index, staging, reflink });
    if (!taken.ok) return taken;
    if (taken.value.ok) collected.set(slot, taken.value.value);
    else {
      const times = { kind: 'lib', outputs: [] } as const;
      settled.set(slot, { state: 'refused', refusal: taken.value.error, packageName: unit.entry.packageName, times });
    }
  }
  return ok({ surveyed, collected, settled });
}

function judgeAndPublish(
  o: SaveDirectoryOptions,
  { surveyed, collected, settled, seen, staging }: Taken & { seen: SeenIndex; staging: Staging },
): Result<DirectorySave, Failure> {
  const entries: CatalogEntry[] = [];
  let failure: Failure | undefined;
  for (const unit of collected.values()) {
    const placed = placedBefore(unit, o);
    if (placed !== undefined) settled.set(unit.unit.slot, placed);
  }
  let done = 0;
  judgeAll({
    donor: o.donor,
    surveyed,
    collected,
    settled,
    listing: o.donor.listing(),
    previous: previousBlobs(o.donor, collected.values()),
    spill: (bytes) => {
      const path = staging.freshName();
      writeNew(path, bytes);
      return path;
    },
    publish: (unit, judgement) => {
      o.progress((done += 1), collected.size);
      const times = timesOfCollected(unit);
      if (o.dryRun) return { state: 'saved', manifest: { format: 1, ...judgement.draft, files: [] }, times };
      const published = failure === undefined ? publishUnit(staging, judgement.draft, filesOf(unit, judgement)) : err(failure);
      if (!published.ok) {
        failure = published.error;
        return refused(unit, { reason: 'not-stored', message: published.error.message });
      }
      const { manifest } = published.value;
      entries.push({ key: manifest.key, slot: manifest.slot, fingerprint: manifest.fingerprint, savedNs: manifest.provenance.savedNs });
      return { state: 'saved', manifest, times };
    },
  });
  const remembered = rememberAll(surveyed, settled, seen);
  if (!o.dryRun) {
    const appended = appendCatalog(staging, o.catalog, entries);
    if (!appended.ok) return appended;
    writeSeen(o.store, o.donor.buildDirectory, remembered);
  }
  if (failure !== undefined) return err(failure);
  const saved = [...collected.keys()].filter((slot) => settled.get(slot)?.state === 'saved').length;
  return ok(summary(o, { seen: remembered, surveyed, saved, skipped: undefined }));
}

/** A unit that was placed here and whose mark survives, though the index of the build directory was lost. */
function placedBefore(unit: CollectedUnit, o: SaveDirectoryOptions): Settled | undefined {
  const mark = parseMark(bytesOf(fileOf(unit, 'invoked-timestamp'))?.toString('utf8') ?? '');
  const manifest = mark && readManifest(o.store, mark.unit);
  if (manifest?.ok !== true || manifest.value.slot !== unit.unit.slot) return undefined;
  return { state: 'saved', manifest: manifest.value, times: presentTimes(manifest.value, o.donor.buildDirectory) };
}

function filesOf(unit: CollectedUnit, { rewrite }: Judgement): FileToPublish[] {
  return unit.files.map((file) => {
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

/** What a failing store refused is not remembered: the next save tries again. */
function rememberAll(surveyed: readonly SurveyedUnit[], settled: ReadonlyMap<Slot, Settled>, seen: SeenIndex): SeenIndex {
  const next: SeenIndex = new Map();
  for (const { entry, fingerprintFile } of surveyed) {
    const now = settled.get(entry.slot);
    const before = seen.get(entry.slot);
    if (now === undefined) {
      if (before !== undefined) next.set(entry.slot, before);
      continue;
    }
    if (now.state === 'refused' && now.refusal.reason === 'not-stored') continue;
    const result = now.state === 'saved' ? { saved: now.manifest.key } : { refused: now.refusal };
    next.set(entry.slot, { ino: String(fingerprintFile.ino), mtimeNs: String(fingerprintFile.mtimeNs), result });
  }
  return next;
}

function summary(
  o: SaveDirectoryOptions,
  now: { seen: SeenIndex; surveyed: readonly SurveyedUnit[]; saved: number; skipped: 'busy' | undefined },
): DirectorySave {
  const refusals: DirectorySave['refusals'][number][] = [];
  let held = 0;
  for (const { entry } of now.surveyed) {
    const result = now.seen.get(entry.slot)?.result;
    if (result === undefined) continue;
    if ('saved' in result) held += 1;
    else refusals.push({ slot: entry.slot, package: packageOfSlot(entry.slot), refusal: result.refused });
  }
  return {
    workspace: o.workspace,
    subdirectory: o.subdirectory,
    buildDirectory: o.donor.buildDirectory,
    skipped: now.skipped,
    units: now.surveyed.length,
    saved: now.saved,
    known: held - now.saved,
    refusals,
  };
}
