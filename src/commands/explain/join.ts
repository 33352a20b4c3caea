import type { Forecast } from '../../engine/forecast/forecast.ts';
import type { ForecastUnit } from '../../engine/forecast/parse.ts';
import type { WorktreeSave } from '../../engine/save/report.ts';
import { packageOfSlot, unitHashOf } from '../../units/choose.ts';
import { evidenceAgainst, evidenceOf, type EvidenceKind } from '../../units/evidence.ts';
import type { Slot } from '../../units/model.ts';
import type { WorktreeWarm } from '../../engine/warm/report.ts';
import type { ExplainedUnit, Unused } from './model.ts';

/** What saving and warming say of each slot. */
export interface Sharing {
  /** That a warm would place. */
  readonly placing: ReadonlySet<Slot>;
  /** That stand there and are right, if what they stand on is. */
  readonly keeping: ReadonlySet<Slot>;
  readonly unused: ReadonlyMap<Slot, Unused>;
  /** What those that are placed or kept are known by. */
  readonly evidence: ReadonlyMap<Slot, EvidenceKind>;
}

export const NO_SHARING: Sharing = { placing: new Set(), keeping: new Set(), unused: new Map(), evidence: new Map() };

/** Sorts a warm's answers, and those of the saves before it, by slot. Where the stored unit was looked at, that counts. */
export function sharingOf(warm: WorktreeWarm, saves: readonly WorktreeSave[]): Sharing {
  const unused = new Map<Slot, Unused>();
  for (const { worktree, directories } of saves) {
    for (const { slot, refusal } of directories.flatMap((directory) => directory.refusals)) {
      if (worktree !== warm.worktree || !unused.has(slot)) unused.set(slot, { at: 'saving', refusal, worktree });
    }
  }
  const placing = new Set<Slot>();
  const keeping = new Set<Slot>();
  for (const directory of warm.directories) {
    for (const slot of directory.placing) placing.add(slot);
    for (const slot of directory.keeping) keeping.add(slot);
    for (const { slot, refusal } of directory.refusals) unused.set(slot, { at: 'placing', refusal });
  }
  const evidence = new Map(warm.directories.flatMap(({ using }) => [...evidenceOf(using)]));
  return { placing, keeping, unused, evidence };
}

/** What becomes of each unit that cargo needs. Pure. `slots`: those that stand in the build directory. */
export function explainUnits(forecast: Forecast, slots: Iterable<Slot>, sharing: Sharing): ExplainedUnit[] {
  const known = new Set([...slots, ...sharing.unused.keys(), ...sharing.placing]);
  const byHash = new Map<string, Slot>();
  for (const slot of known) {
    const hash = unitHashOf(slot);
    if (hash !== undefined) byHash.set(hash, slot);
  }
  const hashes = new Set(forecast.units.map(({ unitHash }) => unitHash));
  const others = [...known].filter((slot) => slot.startsWith('legacy/') && !hashes.has(unitHashOf(slot) ?? null));
  return forecast.units.map((unit) => {
    const slot = (unit.unitHash === null ? withoutHash(unit, others) : byHash.get(unit.unitHash)) ?? null;
    const placeable = slot !== null && !unit.fresh && (sharing.placing.has(slot) || (isForDependency(unit.dirty) && sharing.keeping.has(slot)));
    return {
      package: unit.package,
      version: unit.version,
      kind: unit.target?.kind ?? null,
      target: unit.target?.name ?? null,
      unitHash: unit.unitHash,
      slot,
      state: unit.fresh ? 'fresh' : placeable ? 'placeable' : 'build',
      dirty: unit.dirty,
      isOwn: unit.packageId?.startsWith('path+') ?? true,
      unused: unit.fresh || placeable || slot === null ? null : (sharing.unused.get(slot) ?? null),
      evidence: slot === null ? null : evidenceIn(slot, sharing),
    };
  });
}

function evidenceIn(slot: Slot, { evidence, unused }: Sharing): EvidenceKind | null {
  const refused = unused.get(slot);
  return evidence.get(slot) ?? (refused && evidenceAgainst(refused.refusal)) ?? null;
}

/** The slot of a library whose files hold no unit hash, where only one can be meant. */
function withoutHash(unit: ForecastUnit, slots: readonly Slot[]): Slot | undefined {
  const alike = slots.filter((slot) => packageOfSlot(slot) === unit.package && slot.endsWith(`/lib-${unit.target?.name ?? ''}`));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Whether cargo would build a unit for nothing but a dependency that it builds: a warm that brings that one leaves it fresh. */
function isForDependency(dirty: string | null): boolean {
  return dirty?.startsWith('the dependency ') === true;
}
