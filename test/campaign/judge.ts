import type { History } from './history.ts';
import { runHistory, type Outcome, type Setting, type Wrong } from './run-history.ts';
import { CARGO_ALONE } from './ways/others.ts';

/** An outcome whose wrong outputs are told apart. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Wrong here, and right with cargo alone: this way's fault. */
  readonly ours: readonly Wrong[];
  /** Wrong at the same step, worktree and probe with cargo alone as well. */
  readonly cargoAlone: readonly Wrong[];
}

const keyOf = (wrong: Wrong): string => `${wrong.step} ${wrong.worktree} ${wrong.probe}`;

/**
 * Runs a history; where something comes out wrong, runs it again with nothing shared.
 * Cargo goes by file times, so some edits it cannot see in a single worktree either: those are not the way's fault.
 */
export async function judge(given: History, setting: Setting): Promise<Verdict> {
  // Both runs are of what the way covers: a number in a move means another file where a part is missing.
  const history = setting.way.limit?.(given) ?? given;
  const outcome = await runHistory(history, setting);
  if (outcome.wrong.length === 0) return { outcome, ours: [], cargoAlone: [] };
  const control = await runHistory(history, { ...setting, way: CARGO_ALONE });
  // Cargo by itself always gets a buildable tree built: where it does not, the model has called an unbuildable one buildable.
  const failed = control.wrong.find((wrong) => wrong.probe === 'build' && wrong.expected === 'succeeds');
  if (failed !== undefined) throw new Error(`the model is wrong: cargo alone: ${failed.actual}\n${control.script.join('\n')}`);
  const excused = new Set(control.wrong.map(keyOf));
  return {
    outcome,
    ours: outcome.wrong.filter((wrong) => !excused.has(keyOf(wrong))),
    cargoAlone: outcome.wrong.filter((wrong) => excused.has(keyOf(wrong))),
  };
}
