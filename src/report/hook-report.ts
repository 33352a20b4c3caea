import type { Failure } from '../system/failure.ts';
import type { WorktreeWarm } from '../engine/warm/report.ts';
import { isWorthSaying, noteWords, warmSentence } from './warm-report.ts';

/**
 * What a hook says of a warm: one line if anything was done, one for each note, and a single one for all that failed
 * (a store that is full fails for each worktree that is saved from).
 */
export function hookLines(warm: WorktreeWarm, storeFailure: Failure | undefined): string[] {
  const failures = [storeFailure, warm.failure].filter((failure) => failure !== undefined);
  const notes: string[] = [];
  for (const note of warm.notes) {
    if (note.code === 'save-failed') failures.push(note.failure);
    else notes.push(noteWords(note));
  }
  const isQuiet = !isWorthSaying({ ...warm, failure: undefined, notes: warm.notes.filter((note) => note.code !== 'save-failed') });
  const lines = [...(isQuiet ? [] : [warmSentence(warm)]), ...notes];
  const [first] = failures;
  if (first !== undefined) lines.push(failureLine(first));
  return lines.map((line) => `cargo share: ${line}`);
}

/** A failure in one line of plain words. */
export function failureLine({ message, path, hint }: Failure): string {
  const at = path === undefined ? '' : ` (${path})`;
  const line = `not everything was shared, cargo builds it: ${message}${at}${hint === undefined ? '' : ` ${hint}`}`;
  return line.replaceAll(/\s*\n\s*/g, ' ');
}
