import type { OutputIndex } from '../cargo/layout/layout.ts';
import { lockProfile } from '../cargo/locks.ts';
import { canReflinkFrom, type Staging } from '../store/stage.ts';
import type { SeenIndex } from '../store/targets.ts';
import type { Failure } from '../system/failure.ts';
import { ok, type Result } from '../system/result.ts';
import type { Slot } from '../units/model.ts';
import { collectUnit } from './collect.ts';
import type { CollectedUnit, Settled } from './collected.ts';
import { recallUnit } from './known-units.ts';
import type { SaveDirectoryOptions } from './options.ts';
import { survey, type SurveyedUnit } from './survey.ts';

/** What a save has in hand once the donor's locks are given back. */
export interface Taken {
  readonly surveyed: readonly SurveyedUnit[];
  readonly collected: ReadonlyMap<Slot, CollectedUnit>;
  readonly settled: Map<Slot, Settled>;
}

/** Takes the new units out, all under cargo's locks: between them no build can come. */
export async function collectChanged(
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
