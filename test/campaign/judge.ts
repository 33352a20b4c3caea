import type { History } from './history.ts';
import { runHistory, type Outcome, type Setting, type Wrong } from './run-history.ts';
import { CARGO_ALONE } from './ways/others.ts';

/** An outcome whose wrong outputs are told apart. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Wrong here, and right with cargo alone: this way's fault. */
  readonly ours: readonly Wrong[];
  /** Wrong at the same step, worktree and probe with cargo alone as well, or because of an old time. */
  readonly cargoAlone: readonly Wrong[];
}

const keyOf = (wrong: Wrong): string => `${wrong.step} ${wrong.worktree} ${wrong.probe}`;

/**
 * Cargo alone is asked so often before a wrong output is called the way's fault. One answer does not do: of a script that names
 * no files cargo keeps the newest file of the package, the first of them where several are as new, so which edits with an old
 * time it sees depends on where within one checkout the file system's clock ticked.
 */
const CONTROLS = 3;

/**
 * Runs a history; where something comes out wrong, runs it again with nothing shared.
 * Cargo goes by file times, so some edits it cannot see in a single worktree either: those are not the way's fault, nor is
 * an old time that a file got in the worktree itself.
 */
export async function judge(given: History, setting: Setting): Promise<Verdict> {
  // Both runs are of what the way covers: a number in a move means another file where a part is missing.
  const history = setting.way.limit?.(given) ?? given;
  const outcome = await runHistory(history, setting);
  const excused = new Set<string>();
  const unexcused = (): Wrong[] => outcome.wrong.filter((wrong) => !excused.has(keyOf(wrong)));
  for (let asked = 0; asked < CONTROLS && unexcused().length > 0; asked += 1) {
    for (const wrong of await wrongWithCargoAlone(history, setting)) excused.add(keyOf(wrong));
  }
  const backdated = unexcused().length === 0 ? undefined : withoutOldTimes(history, unexcused(), outcome.places);
  if (backdated !== undefined) {
    const again = new Set((await runHistory(backdated, { ...setting, scratchEvery: 0 })).wrong.map(keyOf));
    for (const wrong of unexcused()) if (!again.has(keyOf(wrong))) excused.add(keyOf(wrong));
  }
  // Cargo gives no such answers: nothing excuses a wrong one.
  return { outcome, ours: [...unexcused(), ...outcome.answers.wrong], cargoAlone: outcome.wrong.filter((wrong) => excused.has(keyOf(wrong))) };
}

/**
 * The history with the time of now for edits that gave a file an old one in the very worktree that went wrong; undefined
 * where there are none. A worktree that is warmed is one that cargo has built: an edit with an older time than that it
 * cannot see, and only because nothing was built there yet would cargo alone have read the file.
 */
function withoutOldTimes(history: History, wrongs: readonly Wrong[], places: readonly string[]): History | undefined {
  const isMeant = (step: number): boolean => wrongs.some((wrong) => wrong.worktree === places[step] && step < wrong.step);
  let changed = false;
  const moves = history.moves.map((move, step) => {
    if (!('time' in move) || (move.time !== 'old' && move.time !== 'previous') || !isMeant(step)) return move;
    changed = true;
    return { ...move, time: 'now' as const };
  });
  return changed ? { ...history, moves } : undefined;
}

async function wrongWithCargoAlone(history: History, setting: Setting): Promise<readonly Wrong[]> {
  const control = await runHistory(history, { ...setting, way: CARGO_ALONE });
  // Tests may fail after their worktree was moved, as paths are compiled into them. Cargo by itself always gets a buildable tree built: where it does not, the model has called an unbuildable one buildable.
  const failed = control.wrong.find((wrong) => wrong.probe === 'build' && wrong.expected === 'succeeds' && !/\bpanicked at\b/.test(wrong.actual));
  if (failed !== undefined) throw new Error(`the model is wrong: cargo alone: ${failed.actual}\n${control.script.join('\n')}`);
  return control.wrong;
}
