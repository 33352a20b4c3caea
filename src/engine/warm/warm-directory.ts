import { lockProfile, type Release } from '../../formats/cargo/locks.ts';
import { makeProfileDirectory } from '../../formats/cargo/target-directory.ts';
import { survey, type SurveyedUnit } from '../save/survey.ts';
import { readCatalog, type CatalogEntry } from '../../store/catalog.ts';
import { markUsed } from '../../store/use.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { INTERRUPTED } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { packageOfSlot } from '../../units/choose.ts';
import { compilingMs } from '../../units/compiler-time.ts';
import type { Manifest, Slot, UnitKey } from '../../units/model.ts';
import { adoptUnits } from './adopt.ts';
import { decide } from './decide.ts';
import type { Work } from '../clone/ambient.ts';
import type { Here, Placing } from './options.ts';
import { perform } from './perform.ts';
import { renameUnits } from './rename/rename-units.ts';
import type { WarmPlan } from './plan.ts';
import type { DirectoryWarm } from './report.ts';
import { linkInside } from './safe-directory.ts';

export interface WarmedDirectory {
  readonly report: DirectoryWarm;
  /** Units that there was no time for. */
  readonly left: number;
  /** Packages whose scripts were run again, and whose runs are as they are stored. */
  readonly ranAgain: readonly string[];
  /** Where there are units for which there was no time, cargo's locks, which are the caller's to give back: no build is to come before the rest. */
  readonly locks: readonly Release[];
}

/** Brings into one build directory every stored unit that is right there. */
export async function warmDirectory(work: Work, here: Here, o: Placing): Promise<Result<WarmedDirectory, Failure>> {
  const { store, dryRun, signal } = work;
  const { buildDirectory, targetDirectory } = o.tree;
  const { deadline, lockMs, onWait, inheritedLocks } = o.patience;
  let own = readCatalog(store, o.catalog);
  const all = (): CatalogEntry[] => [...(o.offers ?? []), ...own];
  if (all().length === 0) return ok({ report: emptyReport(o), left: 0, ranAgain: [], locks: [] });
  let before = decide(work, here, o.tree, all());
  const decideAnew = (): void => {
    own = readCatalog(store, o.catalog);
    before = decide(work, here, o.tree, all());
  };
  if (await renameUnits(work, here, o, { entries: own, plan: before.plan })) decideAnew();
  const ranAgain = dryRun ? [] : ((await o.runAgain?.({ here, placing: o, plan: before.plan, entries: own })) ?? []);
  if (ranAgain.length > 0) decideAnew();
  if (!dryRun) markUsed(store, usedBy(before.plan));
  if (dryRun || before.plan.steps.every((step) => step.do === 'keep')) {
    if (!dryRun) await adoptUnits(store, o, foreignUnits(before.plan, own));
    return ok({ report: report(o, before.plan, new Set(), own), left: 0, ranAgain, locks: [] });
  }
  const releases: Release[] = [];
  try {
    let now = before;
    const locked = new Set<string>();
    for (;;) {
      const further = [...new Set(profilesOf(now.plan))].filter((profile) => !locked.has(profile)).sort();
      const link = linkInside(buildDirectory, new Set(further));
      if (link !== undefined) return err(linked(`${buildDirectory}/${link}` as AbsolutePath));
      for (const profileDirectory of further) {
        const made = attempt(() => makeProfileDirectory(buildDirectory, profileDirectory, here.worktree));
        if (!made.ok) return err(unusable(buildDirectory, made.error.code));
        const lock = await lockProfile({
          targetDirectory,
          buildDirectory,
          profileDirectory,
          mode: 'wait',
          deadlineMs: Math.max(0, Math.min(deadline - performance.now(), lockMs ?? Number.POSITIVE_INFINITY)),
          signal,
          onWait,
          inherited: inheritedLocks,
        });
        if (!lock.ok) return lock;
        releases.push(lock.value);
        locked.add(profileDirectory);
      }
      // Somebody may have built here before the lock was ours. What is decided anew may concern further profiles.
      if (further.length === 0 || unchanged(now.surveyed, buildDirectory, locked)) break;
      now = decide(work, here, o.tree, all());
    }
    const performed = await perform(work, here, o, now);
    if (!performed.ok) return err(unusable(buildDirectory, performed.error));
    if (signal?.aborted === true) return err(INTERRUPTED);
    const { lost, outOfTime } = performed.value;
    await adoptUnits(store, o, foreignUnits(now.plan, own).filter(({ slot }) => !lost.has(slot)));
    return ok({ report: report(o, now.plan, lost, own), left: outOfTime, ranAgain, locks: outOfTime > 0 ? releases.splice(0) : [] });
  } finally {
    for (const release of releases) release();
  }
}

/** Before anything is placed: a collection that runs meanwhile spares what it finds in use. */
function usedBy(plan: WarmPlan): UnitKey[] {
  return plan.steps.flatMap((step) => (step.do === 'invalidate' ? [] : [step.manifest.key]));
}

/** What is placed or kept, and not in the catalog yet. */
function foreignUnits(plan: WarmPlan, own: readonly CatalogEntry[]): Manifest[] {
  const known = new Set(own.map(({ key }) => key));
  return plan.steps.flatMap((step) => (step.do === 'invalidate' || known.has(step.manifest.key) ? [] : [step.manifest]));
}

/** Whether the very same units stand there: none built anew, none gone, and none that was not there before. */
function unchanged(before: readonly SurveyedUnit[], buildDirectory: AbsolutePath, profiles: ReadonlySet<string>): boolean {
  const now = survey(buildDirectory, new Map(), profiles);
  const known = new Map(before.filter(({ entry }) => profiles.has(entry.profileDirectory)).map(({ entry, fingerprintFile }) => [entry.slot, fingerprintFile]));
  return (
    now.length === known.size &&
    now.every(({ entry, fingerprintFile }) => {
      const file = known.get(entry.slot);
      return file !== undefined && file.ino === fingerprintFile.ino && file.mtimeNs === fingerprintFile.mtimeNs;
    })
  );
}

function profilesOf(plan: WarmPlan): string[] {
  return plan.steps.map((step) => profileOf(step.do === 'invalidate' ? step.slot : step.manifest.slot));
}

function profileOf(slot: Slot): string {
  const parts = slot.split('/');
  return parts.slice(1, slot.startsWith('legacy/') ? -2 : -3).join('/');
}

function unusable(path: string, code: string): Failure {
  return {
    code: 'target-directory-unusable',
    message: `The build directory cannot be written (${code}); cargo will build what is missing.`,
    path,
  };
}

function linked(path: AbsolutePath): Failure {
  return {
    code: 'target-directory-unusable',
    message: 'A symbolic link stands where cargo makes a directory; nothing is written through it.',
    path,
    hint: 'Remove the link; to build elsewhere, link the target directory itself or set `build.target-dir`.',
  };
}

function emptyReport(o: Placing): DirectoryWarm {
  return report(o, { steps: [], refusals: new Map() }, new Set(), []);
}

/** Why an offer was not taken is no news: nobody expected it to fit. */
function report(o: Placing, plan: WarmPlan, missing: ReadonlySet<Slot>, own: readonly CatalogEntry[]): DirectoryWarm {
  const expected = new Set(own.map(({ slot }) => slot));
  const placing = plan.steps.filter((step) => step.do === 'place').filter((step) => !missing.has(step.manifest.slot));
  const keeping = plan.steps.filter((step) => step.do === 'keep');
  return {
    workspace: o.tree.workspace,
    subdirectory: o.tree.subdirectory,
    buildDirectory: o.tree.buildDirectory,
    placed: placing.filter((step) => !step.replaces).length,
    replaced: placing.filter((step) => step.replaces).length,
    placing: placing.map((step) => step.manifest.slot),
    compilerMs: compilingMs(placing.map((step) => step.manifest)),
    kept: keeping.length,
    keeping: keeping.map((step) => step.manifest.slot),
    using: [...placing, ...keeping].map((step) => step.manifest),
    invalidated: plan.steps.filter((step) => step.do === 'invalidate').length,
    refusals: [...plan.refusals].filter(([slot]) => expected.has(slot)).map(([slot, refusal]) => ({ slot, package: packageOfSlot(slot), refusal })),
  };
}
