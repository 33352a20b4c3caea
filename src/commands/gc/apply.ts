import { setTimeout as sleep } from 'node:timers/promises';
import { compactPackages } from '../../store/packages.ts';
import { compactCatalog, keysIn, listCatalogs } from '../../store/catalog.ts';
import { hasUnit, openGrave, type Grave } from '../../store/collect.ts';
import type { Store } from '../../store/open.ts';
import { lockStore, removeLeftovers } from '../../store/stage.ts';
import { forgetSaved } from '../../store/targets.ts';
import { lastUse } from '../../store/use.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { INTERRUPTED, isInterrupted, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unreachable } from '../../system/unreachable.ts';
import { removeTree } from '../../system/write.ts';
import type { UnitKey } from '../../units/model.ts';
import { listedKeys } from './evidence.ts';
import type { GcPlan, GcStep } from './plan.ts';

export interface ApplyGcOptions {
  readonly store: Store;
  /** How long to wait for writers. */
  readonly timeoutMs: number;
  /** Milliseconds on the `performance.now()` clock; what is not done by then is left for the next time. */
  readonly deadline: number;
  /**
   * Whether a worktree that still has a dropped unit saves it again. By hand, yes. By itself, no: where the
   * limit is too small for what the worktrees hold, each save would copy what the next collection drops.
   */
  readonly saveAgain: boolean;
  /** Ends the work between two steps. */
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

/** What was done of a plan. */
export interface GcResult {
  /** Units. */
  readonly dropped: number;
  /** Bytes. */
  readonly freed: number;
  /** Units that came into use after the plan was made. */
  readonly spared: number;
  /** Steps that the time did not reach, or that the system refused. */
  readonly left: number;
}

/**
 * Performs a plan while writers are kept out. Readers are not: to them a unit is there whole or absent. Each unit is
 * looked at once more, since the plan was made without the lock.
 */
export async function applyGc(plan: GcPlan, o: ApplyGcOptions): Promise<Result<GcResult, Failure>> {
  const result = { dropped: 0, freed: 0, spared: 0, left: plan.steps.length };
  const again = new Set(plan.steps.flatMap((step) => (step.do === 'drop-unit' && (o.saveAgain || step.why !== 'size') ? [step.key] : [])));
  for (let next = 0; next < plan.steps.length && performance.now() < o.deadline; ) {
    // Between two turns, writers that wait get theirs: they poll more often than this.
    if (next > 0) await sleep(PAUSE_MS);
    const lock = await lockStore(o.store, { mode: 'exclusive', timeoutMs: o.timeoutMs });
    if (!lock.ok) return next === 0 ? lock : ok(result);
    try {
      if (next === 0 && again.size > 0) forgetSaved(o.store, (key) => again.has(key));
      const turn = await performSome(plan.steps.slice(next), { ...o, done: next });
      next += turn.performed;
      result.dropped += turn.dropped;
      result.freed += turn.freed;
      result.spared += turn.spared;
      result.left -= turn.performed - turn.refused;
    } finally {
      lock.value.release();
    }
    if (o.signal?.aborted === true) return err(INTERRUPTED);
  }
  return ok(result);
}

/** How long writers are kept out at a stretch. */
const TURN_MS = 2_000;
const PAUSE_MS = 100;

interface Turn {
  readonly performed: number;
  readonly dropped: number;
  readonly freed: number;
  readonly spared: number;
  readonly refused: number;
}

async function performSome(steps: readonly GcStep[], o: ApplyGcOptions & { readonly done: number }): Promise<Turn> {
  const end = Math.min(o.deadline, performance.now() + TURN_MS);
  const listed = listedKeys(o.store);
  const dropped = new Set<UnitKey>();
  const grave = openGrave(o.store);
  let [performed, freed, spared, refused] = [0, 0, 0, 0];
  try {
    for (const step of steps) {
      if (await isInterrupted(o.signal)) break;
      if (performed > 0 && performance.now() > end) break;
      const outcome = perform(step, { store: o.store, listed, grave });
      performed += 1;
      o.progress(o.done + performed, o.done + steps.length);
      if (outcome === 'refused') refused += 1;
      else if (outcome === 'spared') spared += 1;
      else {
        if ('frees' in step) freed += step.frees;
        if (step.do === 'drop-unit') dropped.add(step.key);
      }
    }
  } finally {
    grave.close();
  }
  if (dropped.size > 0) forget(o.store, dropped);
  return { performed, dropped: dropped.size, freed, spared, refused };
}

interface Around {
  readonly store: Store;
  readonly listed: ReadonlySet<UnitKey>;
  readonly grave: Grave;
}

function perform(step: GcStep, { store, listed, grave }: Around): 'done' | 'spared' | 'refused' {
  switch (step.do) {
    case 'drop-unit': {
      const inUse = lastUse(store, step.key) !== step.usedNs || (step.why === 'unlisted' && listed.has(step.key));
      if (inUse) return hasUnit(store, step.key) ? 'spared' : 'done';
      return grave.drop(step.key).ok ? 'done' : 'refused';
    }
    case 'forget-clone':
      return stat(step.repository) === undefined ? removeAll(step.paths) : 'spared';
    case 'forget-directory':
      return stat(step.buildDirectory) === undefined ? removeAll(step.paths) : 'spared';
    case 'remove-leftover':
      // Claimed again, or a writer that has just begun would lose its directory.
      return step.path.endsWith('.tmp') ? removeAll([step.path]) : removeDead(store);
    default:
      return unreachable(step);
  }
}

function removeAll(paths: readonly string[]): 'done' | 'refused' {
  return paths.every((path) => attempt(() => removeTree(path)).ok) ? 'done' : 'refused';
}

function removeDead(store: Store): 'done' | 'refused' {
  return attempt(() => removeLeftovers(store)).ok ? 'done' : 'refused';
}

/** Takes dropped units out of the catalogs. A line that is left names a unit that is absent, which readers pass over. */
function forget(store: Store, dropped: ReadonlySet<UnitKey>): void {
  for (const { catalogs } of listCatalogs(store)) {
    for (const catalog of catalogs) {
      if (keysIn(catalog).some((key) => dropped.has(key))) attempt(() => compactCatalog(catalog, ({ key }) => !dropped.has(key)));
    }
  }
  compactPackages(store, dropped);
}
