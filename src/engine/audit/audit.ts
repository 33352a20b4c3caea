import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import type { GitFiles } from '../contents/told-by-git.ts';
import type { GitState } from '../../formats/git/work-tree.ts';
import { unseenPrograms } from '../observer/observed.ts';
import type { Native } from '../observer/build-native.ts';
import type { Ambient } from '../clone/ambient.ts';
import type { CatalogId } from '../../store/catalog.ts';
import { offerUnits, packageEntry } from '../../store/packages.ts';
import { amendUnit } from '../../store/amend.ts';
import { removeUnit } from '../../store/collect.ts';
import { openStaging, type Staging } from '../../store/stage.ts';
import { readSeen, writeSeen } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { ok, type Result } from '../../system/result.ts';
import { isAwaiting, isUnvouched } from '../../units/evidence.ts';
import { keyOfAnyBuild } from '../../units/identity.ts';
import type { Condition, Manifest, Slot } from '../../units/model.ts';
import type { LeftBecause } from '../../units/refusal.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import { commandsFor } from './commands.ts';
import { featuresIn } from './features.ts';
import { searchAgain } from './search-again.ts';
import { judgeUnit } from './judge-unit.ts';
import type { AuditedUnit, Verdict } from './model.ts';
import { observe, recordsOf } from './run.ts';
import { setUp } from './set-up.ts';
import { secondExpansions } from './second-expansion.ts';
import { ofCutShort } from './verdict.ts';
import { GONE } from './until-gone.ts';
import { compiledAlike } from './compiled-alike.ts';
import { writtenInto } from './written.ts';
import { addTried, keyOfSlot, oneMore, readTried, type Tries } from '../../store/tried.ts';

/** One build directory of a donor whose stored units are to be observed. */
export interface AuditRequest {
  readonly work: AuditWork;
  readonly donor: DonorState;
  readonly tree: BuildTree;
  readonly catalog: CatalogId;
  readonly native: Native;
  /** What the donor's build directory holds, as it was saved. */
  readonly manifests: readonly Manifest[];
  /** A cargo command that is known to build them, tried first. */
  readonly command?: readonly string[] | undefined;
  /** What is not observed by then waits for another audit. */
  readonly seconds: number;
}

/** With what an audit works: {@link env} is that of builds in the donor. */
export type AuditWork = Pick<Ambient, 'store' | 'settings' | 'env'>;

/** What an audit has for itself. */
export interface AuditRun {
  /** An empty directory of its own. */
  readonly below: string;
  readonly signal: AbortSignal;
  /** Whether what it is for is being deleted: asked where no signal gets its turn. */
  readonly isGone: () => boolean;
}

export interface DonorState extends GitFiles {
  readonly worktree: AbsolutePath;
  readonly git: GitState;
  readonly configEnv: ConfigEnv;
  readonly configFiles: readonly string[];
}

/** What an audit of one build directory came to. */
export interface Audited {
  readonly units: ReadonlyMap<Slot, Verdict>;
}

/** How long to wait for `gc` to let go of the store. */
const STORE_TIMEOUT_MS = 30_000;

/**
 * Runs the chosen units' build scripts and expands their macros in a mirror of the donor, under observation, and
 * publishes the stored units anew with what was seen. The donor's own directories are only read.
 */
export async function audit(o: AuditRequest, chosen: readonly AuditedUnit[], run: AuditRun): Promise<Result<Audited, Failure>> {
  const { signal } = run;
  const built = [o.tree.buildDirectory, o.tree.targetDirectory];
  const observing = await setUp(o, chosen, run);
  if (observing === undefined) return ok({ units: new Map(chosen.map(({ manifest }) => [manifest.slot, { state: 'not-run', why: 'no mirror could be made' }])) });
  const { mirror, prepared } = observing;
  const commands = [...(o.command === undefined ? [] : [o.command]), ...commandsFor(chosen.map(({ manifest }) => manifest), o.manifests, featuresIn(o.tree.buildDirectory))];
  const standing = chosen.filter(({ manifest }) => prepared.standing.has(manifest.slot));
  const said = await observe(commands, standing, observing);
  const astray = await searchAgain(standing, commands, { ...observing, donorDirectory: o.tree.buildDirectory });
  const expanding = { ...observing, donor: o.donor.worktree, buildDirectory: o.tree.buildDirectory };
  await secondExpansions(standing, expanding);
  const alike = await compiledAlike(standing, expanding);
  const written = writtenInto(prepared.log, mirror);
  const cutShort = signal.aborted || performance.now() > observing.deadline;
  const verdicts = new Map<Slot, Verdict>();
  for (const unit of chosen) {
    const { slot } = unit.manifest;
    if (!prepared.standing.has(slot)) {
      verdicts.set(slot, { state: 'not-run', why: 'the worktree is no longer as it was when it was built' });
      continue;
    }
    const processes = recordsOf(unit, prepared);
    if (processes.length === 0) {
      verdicts.set(slot, { state: 'not-run', why: whyNotMet(said) });
      continue;
    }
    const verdict: Verdict = astray.has(slot) ? { state: 'left', because: 'other-elsewhere', what: 'what it makes of what is built' } : judgeUnit(unit, { processes, unseen: unseenPrograms(processes).map(({ program }) => program), mirror, prepared, written, donor: o.donor, env: o.work.env, built, alike: alike.get(slot) });
    verdicts.set(slot, cutShort ? ofCutShort(verdict) : verdict);
  }
  if (signal.reason === GONE) return ok({ units: verdicts });
  const staging = await openStaging(o.work.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return staging;
  try {
    const published = publish(o, chosen, { verdicts, staging: staging.value, cutShort: signal.aborted });
    return published.ok ? ok({ units: verdicts }) : published;
  } finally {
    staging.value.close();
  }
}

/** A unit whose evidence came out gets it as its condition; what is left to cargo goes from the store. */
function publish(o: AuditRequest, chosen: readonly AuditedUnit[], { verdicts, staging, cutShort }: { verdicts: ReadonlyMap<Slot, Verdict>; staging: Staging; cutShort: boolean }): Result<void, Failure> {
  const { store } = o.work;
  const seen = readSeen(store, o.tree.buildDirectory);
  const entries = [];
  const tried = new Map<Manifest['key'], Tries>();
  const before = readTried(store);
  for (const { manifest, way, evidence } of chosen) {
    const verdict = verdicts.get(manifest.slot);
    const known = seen.get(manifest.slot);
    if (verdict === undefined || known === undefined || !('saved' in known.result) || known.result.saved !== manifest.key) continue;
    if (verdict.state === 'not-run' && cutShort) continue;
    if (verdict.state === 'left') {
      const { because, what } = verdict;
      const isHeld = evidence === 'needed' || isHeldAgainst(way, because);
      for (const key of [keyOfAnyBuild(manifest), keyOfSlot(manifest.slot)]) tried.set(key, isHeld ? { left: { because, what } } : 'settled');
      if (!isHeld) continue;
      removeUnit(store, manifest.key);
      seen.set(manifest.slot, { ...known, result: { refused: { reason: 'left', because, what } } });
      continue;
    }
    if (verdict.state === 'observed') tried.set(keyOfSlot(manifest.slot), 'settled');
    const amended = amendUnit(staging, manifest, { conditions: conditionsAfter(manifest, verdict, evidence) });
    if (!amended.ok) return amended;
    const { key, slot } = amended.value;
    // A better reason makes another key of it: what it has come to so far goes along.
    for (const known of [manifest.key, key]) tried.set(known, verdict.state === 'observed' ? { became: key } : oneMore(before.get(manifest.key)));
    if (key === manifest.key) continue;
    entries.push(packageEntry(amended.value));
    seen.set(slot, { ...known, result: { saved: key } });
  }
  const appended = offerUnits(staging, o.catalog, entries);
  if (!appended.ok) return appended;
  writeSeen(store, o.tree.buildDirectory, seen);
  addTried(store, tried);
  return ok(undefined);
}

/**
 * What was observed takes the place of what was not, and of all files of the package, for which cargo takes what a script
 * without rerun-if reads. Why it could not be is told from then on.
 */
function conditionsAfter({ conditions }: Manifest, verdict: Exclude<Verdict, { state: 'left' }>, evidence: AuditedUnit['evidence']): Condition[] {
  if (verdict.state === 'not-run') return conditions.map((condition) => (isUnvouched(condition) ? { ...condition, why: verdict.why } : condition));
  // Of a vendored package, which has no such time, cargo's own record vouches.
  const isOwn = evidence === 'needed' && conditions.some(({ kind }) => kind === 'precalculated-mtime');
  const isKnownBetter = (condition: Condition): boolean => isAwaiting(condition) || (isOwn && condition.kind === 'package-files');
  return [...conditions.filter((condition) => !isKnownBetter(condition)), ...conditionOf(verdict, evidence)];
}

/** A registry's run that looked at nothing of the repository needs no condition for it. */
function conditionOf({ observations }: Extract<Verdict, { state: 'observed' }>, evidence: AuditedUnit['evidence']): Condition[] {
  const told = evidence === 'needed' ? observations : observations.filter(({ see }) => see !== 'variable');
  return evidence === 'doubted' && told.length === 0 ? [] : [{ kind: 'observed', observations: told }];
}

/** Whether a finding on what cargo's or rustc's own record vouches for counts: of a crate that was given a path, what came of it. */
function isHeldAgainst(way: AuditedUnit['way'], because: LeftBecause): boolean {
  return ALWAYS_LEFT.has(because) || (way === 'expand' && because === 'other-elsewhere');
}

/** What that record cannot make good. */
const ALWAYS_LEFT: ReadonlySet<string> = new Set(['writes-elsewhere', 'reads-target', 'reads-above', 'shell-variable', 'untold']);

/** That something could not be compiled is the gate's word for any other unit. */
function whyNotMet(said: string): string {
  return said.split('\n').findLast((line) => line.startsWith('error') && !line.startsWith('error: could not compile')) ?? 'no cargo command that was tried builds it';
}
