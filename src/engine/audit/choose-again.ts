import type { Condition, Input, Manifest, Slot } from '../../units/model.ts';
import type { Observation } from '../../units/observation.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';
import { isAwaiting } from '../../units/evidence.ts';
import type { WarmPlan } from '../warm/plan.ts';

/** A refusal that says no more than that what a script reads is another here, or not known. */
const READS: ReadonlySet<PlaceRefusal['reason']> = new Set(['input-differs', 'input-added', 'package-files-differ', 'observed-differs', 'not-observed']);

/**
 * The slots of runs that something waits for, and that do not fit here for what they read alone; their scripts are the
 * same here. Pure.
 */
export function slotsToRunAgain({ refusals, steps }: WarmPlan): Slot[] {
  const awaited = new Set([...refusals.values()].flatMap((refusal) => (refusal.reason === 'dependency-not-placed' ? [refusal.dependency] : [])));
  const standing = new Set(steps.flatMap((step) => (step.do === 'invalidate' ? [] : [step.manifest.slot])));
  return [...awaited].filter((slot) => !standing.has(slot) && differsInReads(refusals.get(slot)));
}

export function differsInReads(refusal: PlaceRefusal | undefined): boolean {
  return refusal !== undefined && READS.has(refusal.reason);
}

/** Whether the script of a stored run is the one that stands here; a run that it hears of may be run again as well. */
export function isOfScriptHere(run: Manifest, plan: WarmPlan, again: ReadonlySet<Slot>): boolean {
  if (run.kind !== 'run-build-script' || run.source.kind !== 'path' || run.source.vendored === true) return false;
  const digests = new Map(plan.steps.flatMap((step) => (step.do === 'invalidate' ? [] : [[step.manifest.slot, step.manifest.digest] as const])));
  return run.dependencies.every(({ slot, digest }) => again.has(slot) || digests.get(slot) === digest);
}

/** What is asked of the worktree in which a script has run. */
interface Contents {
  readonly file: (path: string) => Extract<Input, { kind: 'file' }>['sha256'] | undefined;
  readonly directory: (path: string) => Extract<Input, { kind: 'file' }>['sha256'] | undefined;
  readonly exists: (path: string) => boolean;
  readonly packageFiles: (root: string) => Extract<Input, { kind: 'file' }>['sha256'];
}

/**
 * What a stored run depends on where its script has left the same on other inputs. Undefined where one of them is of
 * another kind there, or not there.
 */
export function asRunHere({ inputs, conditions }: Manifest, observations: readonly Observation[], here: Contents): Pick<Manifest, 'inputs' | 'conditions'> | undefined {
  const found: Input[] = [];
  for (const input of inputs) {
    if (input.kind === 'absent') {
      if (here.exists(input.path)) return undefined;
      found.push(input);
      continue;
    }
    const sha256 = input.kind === 'file' ? here.file(input.path) : here.directory(input.path);
    if (sha256 === undefined) return undefined;
    found.push({ ...input, sha256 });
  }
  const kept = conditions.filter((condition) => condition.kind !== 'observed' && !isAwaiting(condition));
  const seen: Condition = { kind: 'observed', observations };
  return { inputs: found, conditions: [...kept.map((condition) => (condition.kind === 'package-files' ? { ...condition, sha256: here.packageFiles(condition.root) } : condition)), seen] };
}
