import { trackedPart } from '../../formats/git/tracked.ts';
import { openStaging } from '../../store/stage.ts';
import { lockTarget, rememberDeclared, type SeenIndex } from '../../store/targets.ts';
import { nowNs } from '../../system/clock.ts';
import type { Failure } from '../../system/failure.ts';
import { ok, type Result } from '../../system/result.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Slot } from '../../units/model.ts';
import { seenAsDeclared } from './declared-inputs.ts';
import { collectChanged } from './collect-changed.ts';
import type { SaveDirectoryOptions } from './options.ts';
import { judgeAndPublish } from './publish-judged.ts';
import type { DirectorySave } from './report.ts';
import { Shelf } from './shelf.ts';
import { survey, type SurveyedUnit } from './survey.ts';
import { holdsOnlySeen, rememberListing } from './unchanged.ts';

/** How long a writer waits for `gc` to let go of the store. */
const STORE_TIMEOUT_MS = 5_000;

/** How long one save waits for another of the same build directory: it finds the work done then. */
const TARGET_TIMEOUT_MS = 30_000;

/** Saves what has been built in one build directory since the last save. */
export async function saveDirectory(o: SaveDirectoryOptions): Promise<Result<DirectorySave, Failure>> {
  const { buildDirectory } = o.donor;
  const known = seenAsDeclared(o.work.store, o.donor);
  if (known.size > 0 && holdsOnlySeen(o.work.store, buildDirectory, known)) {
    return ok(summary(o, { seen: known, slots: [...known.keys()], saved: 0, skipped: undefined }));
  }
  const first = look(o, 'remember');
  if (first.changed.size === 0) return ok(summary(o, { ...first, saved: 0, skipped: undefined }));
  // What git tracks came with a checkout: its units may be anybody's, whatever they say of themselves.
  if (trackedPart(o.donor.worktree, buildDirectory) !== undefined) {
    return ok(summary(o, { ...first, saved: 0, skipped: 'tracked' }));
  }
  const turn = await lockTarget(o.work.store, buildDirectory, { timeoutMs: o.turnMs ?? TARGET_TIMEOUT_MS, signal: o.work.signal });
  if (!turn.ok) return ok(summary(o, { ...first, saved: 0, skipped: 'busy' }));
  try {
    return await saveChanged(o);
  } finally {
    turn.value.release();
  }
}

interface Look {
  readonly seen: SeenIndex;
  readonly slots: readonly Slot[];
  /** Profile directories with something new. */
  readonly changed: ReadonlySet<string>;
}

/** What is new; where nothing is, what was listed may be remembered for the next time. */
function look({ work: { store, dryRun }, donor }: SaveDirectoryOptions, then?: 'remember'): Look {
  const beganNs = nowNs();
  const seen = seenAsDeclared(store, donor);
  const surveyed = survey(donor.buildDirectory, seen);
  const changed = new Set(surveyed.filter((unit) => unit.seen === undefined).map((unit) => unit.entry.profileDirectory));
  if (then === 'remember' && changed.size === 0 && !dryRun) rememberListing(store, donor.buildDirectory, { surveyed, beganNs });
  return { seen, slots: slotsOf(surveyed), changed };
}

async function saveChanged(o: SaveDirectoryOptions): Promise<Result<DirectorySave, Failure>> {
  const { seen, slots, changed } = look(o);
  if (changed.size === 0) return ok(summary(o, { seen, slots, saved: 0, skipped: undefined }));
  const staging = await openStaging(o.work.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return staging;
  const collected = new Shelf(staging.value.freshName);
  try {
    const taken = await collectChanged(o, { seen, changed, collected, staging: staging.value });
    if (!taken.ok) return taken;
    if (taken.value === 'busy') return ok(summary(o, { seen, slots, saved: 0, skipped: 'busy' }));
    const published = await judgeAndPublish(o, { ...taken.value, seen, staging: staging.value });
    if (!published.ok) return published;
    if (!o.work.dryRun) rememberListing(o.work.store, o.donor.buildDirectory, taken.value);
    const { digest } = o.donor.declared;
    if (!o.work.dryRun && digest !== undefined) rememberDeclared(o.work.store, o.donor.buildDirectory, digest);
    return ok(summary(o, { ...published.value, slots: slotsOf(taken.value.surveyed), skipped: undefined }));
  } finally {
    collected.close();
    staging.value.close();
  }
}

function slotsOf(surveyed: readonly SurveyedUnit[]): Slot[] {
  return surveyed.map(({ entry }) => entry.slot);
}

function summary(
  o: SaveDirectoryOptions,
  now: { seen: SeenIndex; slots: readonly Slot[]; saved: number; skipped: DirectorySave['skipped'] },
): DirectorySave {
  const refusals: DirectorySave['refusals'][number][] = [];
  let held = 0;
  for (const slot of now.slots) {
    const result = now.seen.get(slot)?.result;
    if (result === undefined) continue;
    if ('saved' in result) held += 1;
    else refusals.push({ slot, package: packageOfSlot(slot), refusal: result.refused });
  }
  return {
    workspace: o.place.workspace,
    subdirectory: o.place.subdirectory,
    buildDirectory: o.donor.buildDirectory,
    skipped: now.skipped,
    units: now.slots.length,
    saved: now.saved,
    known: held - now.saved,
    refusals,
  };
}
