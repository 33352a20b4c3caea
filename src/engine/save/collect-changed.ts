import type { OutputIndex } from '../../formats/cargo/layout/layout.ts';
import { lockProfile } from '../../formats/cargo/locks.ts';
import { unwritable } from '../../store/failures.ts';
import { canReflinkFrom, type Staging } from '../../store/stage.ts';
import type { SeenIndex } from '../../store/targets.ts';
import { nowNs } from '../../system/clock.ts';
import type { Failure } from '../../system/failure.ts';
import { INTERRUPTED, isInterrupted } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Slot } from '../../units/model.ts';
import { readable } from '../contents/directory-contents.ts';
import { collectUnit } from './collect.ts';
import type { Settled } from './collected.ts';
import { recallUnit } from './known-units.ts';
import type { SaveDirectoryOptions } from './options.ts';
import type { Shelf } from './shelf.ts';
import { survey, type SurveyedUnit } from './survey.ts';

/** What a save has in hand once the donor's locks are given back. */
export interface Taken {
  /** The wall clock before the units were listed. */
  readonly beganNs: bigint;
  readonly surveyed: readonly SurveyedUnit[];
  readonly collected: Shelf;
  readonly settled: Map<Slot, Settled>;
}

/** Takes the new units out, all under cargo's locks: between them no build can come. */
export async function collectChanged(
  o: SaveDirectoryOptions,
  { seen, changed, collected, staging }: { seen: SeenIndex; changed: ReadonlySet<string>; collected: Shelf; staging: Staging },
): Promise<Result<Taken | 'busy', Failure>> {
  const { buildDirectory, targetDirectory } = o.donor;
  const releases: (() => void)[] = [];
  try {
    for (const profileDirectory of [...changed].sort()) {
      const lock = await lockProfile({ targetDirectory, buildDirectory, profileDirectory, mode: 'try' });
      if (!lock.ok) return lock.error.code === 'target-directory-busy' ? ok('busy') : lock;
      releases.push(lock.value);
    }
    const beganNs = nowNs();
    return await collectUnits(o, { beganNs, surveyed: survey(buildDirectory, seen), changed, collected, staging });
  } finally {
    for (const release of releases) release();
  }
}

async function collectUnits(
  o: SaveDirectoryOptions,
  { beganNs, surveyed, changed, collected, staging }: Omit<Taken, 'settled'> & { changed: ReadonlySet<string>; staging: Staging },
): Promise<Result<Taken, Failure>> {
  const { donor, work: { store } } = o;
  const indexes = new Map<string, OutputIndex>();
  const settled = new Map<Slot, Settled>();
  let reflink: boolean | undefined;
  for (const unit of surveyed) {
    if (await isInterrupted(o.work.signal)) return err(INTERRUPTED);
    const { slot, profileDirectory } = unit.entry;
    const recalled = unit.seen && recallUnit(slot, unit.seen, { store, buildDirectory: donor.buildDirectory });
    if (recalled !== undefined) settled.set(slot, collected.compact(recalled));
    // A profile directory without anything new is not locked: its units are recalled or left for the next save.
    if (recalled !== undefined || !changed.has(profileDirectory)) continue;
    const key = `${unit.layout.kind}/${profileDirectory}`;
    const index = indexes.get(key) ?? unit.layout.index(donor.buildDirectory, profileDirectory);
    indexes.set(key, index);
    const isReflinked = (reflink ??= canReflinkFrom(staging, `${donor.buildDirectory}/${unit.entry.fingerprintPath}`));
    const tried = readable(() => collectUnit(unit.entry, { donor, settings: o.work.settings, layout: unit.layout, index, staging, reflink: isReflinked }));
    const taken = tried ?? ok(err({ reason: 'unreadable', file: unit.entry.fingerprintDirectory } as const));
    if (!taken.ok) return taken;
    if (taken.value.ok) {
      const kept = collected.add(taken.value.value);
      if (!kept.ok) return err(unwritable(store.root, kept.error));
    } else {
      const times = { kind: 'lib', outputs: [] } as const;
      settled.set(slot, { state: 'refused', refusal: taken.value.error, packageName: unit.entry.packageName, times });
    }
  }
  return ok({ beganNs, surveyed, collected, settled });
}
