import { precalculatedValue } from '../cargo/fingerprint-hash/precalculated.ts';
import type { WorktreeListing } from '../cargo/fingerprint-hash/package-files.ts';
import { makeProfileDirectory } from '../cargo/target-directory.ts';
import { lockProfile } from '../cargo/locks.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { probePlacement } from '../place/probe.ts';
import type { PlacementSettings } from '../place/policy.ts';
import type { TallyCounter } from '../place/tally.ts';
import { survey, type SurveyedUnit } from '../save/survey.ts';
import { readCatalog, type CatalogId } from '../store/catalog.ts';
import type { Store } from '../store/open.ts';
import { storePaths } from '../store/paths.ts';
import { readSeen, writeSeen } from '../store/targets.ts';
import { attempt } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Failure } from '../system/failure.ts';
import { lstat } from '../system/fs.ts';
import { err, ok, type Result } from '../system/result.ts';
import { unlinkIfPresent } from '../system/write.ts';
import { choose, packageOfSlot } from '../units/choose.ts';
import { dependenciesFirst } from '../units/graph.ts';
import type { Manifest, Slot } from '../units/model.ts';
import type { WorktreeFacts } from '../units/may-place.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import { placeUnit, type PlaceProblem } from './apply.ts';
import { findCandidates } from './candidates.ts';
import { worktreeFingerprints, type WorktreeFingerprints } from './fingerprints.ts';
import { depInfoTime, outputFloors } from './floors.ts';
import { planWarm, type WarmPlan, type WarmStep } from './plan.ts';
import { presentKeys, presentUnits } from './present.ts';
import type { DirectoryWarm } from './report.ts';

export interface WarmDirectoryOptions {
  readonly worktree: AbsolutePath;
  readonly tree: BuildTree;
  readonly store: Store;
  readonly catalog: CatalogId;
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Asked only where a build script without rerun-if is to be placed. */
  readonly gitListing: () => WorktreeListing | undefined;
  readonly facts: WorktreeFacts;
  readonly settings: PlacementSettings;
  readonly tally: TallyCounter;
  readonly dryRun: boolean;
  /** Milliseconds on the `performance.now()` clock: no unit is begun after it. */
  readonly deadline: number;
  readonly onWait: (path: string) => void;
  readonly progress: (done: number, of: number) => void;
}

export interface WarmedDirectory {
  readonly report: DirectoryWarm;
  /** Units that there was no time for. */
  readonly left: number;
}

/** Brings into one build directory every stored unit that is right there. */
export async function warmDirectory(o: WarmDirectoryOptions): Promise<Result<WarmedDirectory, Failure>> {
  const { buildDirectory, targetDirectory } = o.tree;
  const entries = readCatalog(o.store, o.catalog);
  if (entries.length === 0) return ok({ report: emptyReport(o), left: 0 });
  const before = decide(o, entries);
  if (o.dryRun || before.plan.steps.every((step) => step.do === 'keep')) {
    return ok({ report: report(o, before.plan, []), left: 0 });
  }
  const profiles = new Set(before.plan.steps.map((s) => profileOf(s.do === 'invalidate' ? s.slot : s.manifest.slot)));
  const releases: (() => void)[] = [];
  try {
    for (const profileDirectory of [...profiles].sort()) {
      const made = attempt(() => makeProfileDirectory(buildDirectory, profileDirectory));
      if (!made.ok) return err(unusable(buildDirectory, made.error.code));
      const lock = await lockProfile({
        targetDirectory,
        buildDirectory,
        profileDirectory,
        mode: 'wait',
        deadlineMs: Math.max(0, o.deadline - performance.now()),
        onWait: o.onWait,
      });
      if (!lock.ok) return lock;
      releases.push(lock.value);
    }
    // Somebody may have built here before the lock was ours.
    const now = unchanged(before.surveyed, buildDirectory) ? before : decide(o, entries);
    return perform(o, now);
  } finally {
    for (const release of releases) release();
  }
}

interface Decision {
  readonly plan: WarmPlan;
  readonly surveyed: readonly SurveyedUnit[];
  readonly fingerprints: WorktreeFingerprints;
}

function decide(o: WarmDirectoryOptions, entries: ReturnType<typeof readCatalog>): Decision {
  const surveyed = survey(o.tree.buildDirectory, readSeen(o.store, o.tree.buildDirectory));
  const present = presentKeys(surveyed);
  const candidates = findCandidates({ store: o.store, entries, present, facts: o.facts });
  const dependencies = (slot: Slot): Slot[] => candidates.variants(slot)[0]?.dependencies.map((edge) => edge.slot) ?? [];
  const ordered = dependenciesFirst(candidates.slots, dependencies);
  const choice = choose([...present.keys(), ...ordered.toReversed()], candidates.variants);
  const chosen = dependenciesFirst(choice.chosen.keys(), (slot) => choice.chosen.get(slot)?.dependencies.map((e) => e.slot) ?? [])
    .map((slot) => choice.chosen.get(slot))
    .filter((manifest) => manifest !== undefined);
  const fingerprints = worktreeFingerprints(chosen, (root) => precalculated(root, o), o.store);
  const floors = outputFloors(fingerprints.placeable, o.contents);
  const plan = planWarm({
    chosen: fingerprints.placeable,
    refusals: new Map([...candidates.refusals(), ...choice.refused, ...fingerprints.refusals]),
    present: presentUnits({
      surveyed,
      buildDirectory: o.tree.buildDirectory,
      chosen: new Map(fingerprints.placeable.map((manifest) => [manifest.slot, manifest])),
      fingerprint: (manifest) => fingerprints.changed.get(manifest.slot)?.fingerprint ?? manifest.fingerprint,
      floors,
      contents: o.contents,
    }),
    floors,
  });
  return { plan, surveyed, fingerprints };
}

/** The value that cargo will compute, unless a file changed since the package's contents were compared. */
function precalculated(root: string, o: WarmDirectoryOptions): string | undefined {
  const listing = o.gitListing();
  const found = listing && precalculatedValue({ worktree: o.worktree, packageRoot: root, listing });
  return found !== undefined && found.newestNs <= o.listing().of(root, 'all').changedNs ? found.value : undefined;
}

function perform(o: WarmDirectoryOptions, { plan, surveyed, fingerprints }: Decision): Result<WarmedDirectory, Failure> {
  const { buildDirectory, targetDirectory } = o.tree;
  const options = {
    store: o.store,
    buildDirectory,
    roots: { worktree: o.worktree, 'build-directory': buildDirectory, 'target-directory': targetDirectory },
    reflink: probePlacement({ from: storePaths.temporary(o.store.root), to: buildDirectory }) === 'reflink',
    settings: o.settings,
    tally: o.tally,
    directories: new Set<string>(),
  };
  // Before anything is replaced, nothing that will be is fresh any more: cut short at any point, cargo rebuilds what
  // is missing and never combines an old unit with a new dependency.
  for (const step of plan.steps) hideFromCargo(step, buildDirectory);
  const placed: Manifest[] = [];
  const lost = new Set<Slot>();
  let left = 0;
  for (const [index, step] of plan.steps.entries()) {
    if (step.do !== 'place') continue;
    const { manifest } = step;
    if (performance.now() > o.deadline) left += 1;
    // What a unit was compiled against must stand there: without it, or without time for it, it is left to cargo.
    if (performance.now() > o.deadline || manifest.dependencies.some((edge) => lost.has(edge.slot))) {
      lost.add(manifest.slot);
      continue;
    }
    const changed = fingerprints.changed.get(manifest.slot);
    const done = placeUnit(
      manifest,
      {
        times: step.times,
        depInfoNs: depInfoStamp(manifest, { plan, contents: o.contents }),
        fingerprint: changed && { text: changed.fingerprint, json: changed.json },
        replaces: step.replaces,
      },
      options,
    );
    if (done.ok) placed.push(manifest);
    else {
      lost.add(manifest.slot);
      if (done.error.kind === 'io') {
        remember(o, surveyed, placed);
        return err(unusable(buildDirectory, problemCode(done.error)));
      }
    }
    o.progress(index + 1, plan.steps.length);
  }
  remember(o, surveyed, placed);
  return ok({ report: report(o, plan, [...lost]), left });
}

function hideFromCargo(step: WarmStep, buildDirectory: AbsolutePath): void {
  if (step.do === 'keep' || (step.do === 'place' && !step.replaces)) return;
  const path = step.do === 'place' ? step.manifest.files.find((f) => f.role === 'fingerprint')?.path : step.fingerprintPath;
  if (path !== undefined) attempt(() => unlinkIfPresent(`${buildDirectory}/${path}`));
}

/** Not older than the newest input here, nor than what the unit read from its build script's OUT_DIR. */
function depInfoStamp(manifest: Manifest, o: { plan: WarmPlan; contents: WorktreeContents }): bigint | undefined {
  let stamp = depInfoTime(manifest, o.contents);
  if (stamp === undefined) return undefined;
  const below = new Set(manifest.dependencies.map((edge) => edge.slot));
  for (const step of o.plan.steps) {
    if (step.do === 'invalidate' || !below.has(step.manifest.slot)) continue;
    for (const file of step.manifest.files) {
      if (file.role === 'out-file' && BigInt(file.mtimeNs) > stamp) stamp = BigInt(file.mtimeNs);
    }
  }
  return stamp;
}

function unchanged(surveyed: readonly SurveyedUnit[], buildDirectory: AbsolutePath): boolean {
  return surveyed.every(({ entry, fingerprintFile }) => {
    const stat = lstat(`${buildDirectory}/${entry.fingerprintPath}`);
    return stat !== undefined && stat.ino === fingerprintFile.ino && stat.mtimeNs === fingerprintFile.mtimeNs;
  });
}

/** So that the next look at this directory knows what stands there. */
function remember(o: WarmDirectoryOptions, surveyed: readonly SurveyedUnit[], placed: readonly Manifest[]): void {
  const { buildDirectory } = o.tree;
  const seen = readSeen(o.store, buildDirectory);
  const present = new Set(surveyed.map(({ entry }) => entry.slot));
  for (const slot of seen.keys()) if (!present.has(slot)) seen.delete(slot);
  for (const manifest of placed) {
    const file = manifest.files.find((f) => f.role === 'fingerprint');
    const stat = file && lstat(`${buildDirectory}/${file.path}`);
    if (stat === undefined) continue;
    seen.set(manifest.slot, { ino: String(stat.ino), mtimeNs: String(stat.mtimeNs), result: { saved: manifest.key } });
  }
  writeSeen(o.store, buildDirectory, seen);
}

function profileOf(slot: Slot): string {
  const parts = slot.split('/');
  return parts.slice(1, slot.startsWith('legacy/') ? -2 : -3).join('/');
}

function problemCode(problem: PlaceProblem): string {
  return problem.kind === 'io' ? problem.problem.code : problem.kind;
}

function unusable(path: string, code: string): Failure {
  return {
    code: 'target-directory-unusable',
    message: `The build directory cannot be written (${code}); cargo will build what is missing.`,
    path,
  };
}

function emptyReport(o: WarmDirectoryOptions): DirectoryWarm {
  return report(o, { steps: [], refusals: new Map() }, []);
}

function report(o: WarmDirectoryOptions, plan: WarmPlan, lost: readonly Slot[]): DirectoryWarm {
  const missing = new Set(lost);
  const placing = plan.steps.filter((step) => step.do === 'place' && !missing.has(step.manifest.slot));
  return {
    workspace: o.tree.workspace,
    subdirectory: o.tree.subdirectory,
    buildDirectory: o.tree.buildDirectory,
    placed: placing.filter((step) => step.do === 'place' && !step.replaces).length,
    replaced: placing.filter((step) => step.do === 'place' && step.replaces).length,
    kept: plan.steps.filter((step) => step.do === 'keep').length,
    invalidated: plan.steps.filter((step) => step.do === 'invalidate').length,
    refusals: [...plan.refusals].map(([slot, refusal]) => ({ slot, package: packageOfSlot(slot), refusal })),
  };
}
