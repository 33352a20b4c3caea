import { readText } from '../../system/fs.ts';
import { attempt } from '../../system/attempt.ts';
import type { LogEntry } from './entry.ts';
import { logPath, olderLogPath } from './log-file.ts';

/** The log's lines, the oldest first. What was cut or is not ours is left out; an unreadable log is empty. */
export function readLog(env: NodeJS.ProcessEnv): LogEntry[] {
  return [olderLogPath(env), logPath(env)].flatMap((path) => {
    const text = attempt(() => readText(path));
    return text.ok && text.value !== undefined ? text.value.split('\n').flatMap(parseLine) : [];
  });
}

export type LoggedFailure = Extract<LogEntry, { event: 'failure' | 'bug' }>;

/**
 * What went wrong since a time (milliseconds since 1970), the newest first: what hooks had no place to say. What a person
 * has ended did not go wrong.
 */
export function lastFailures(env: NodeJS.ProcessEnv, sinceMs: number): LoggedFailure[] {
  return readLog(env)
    .filter((entry) => entry.event === 'failure' || entry.event === 'bug')
    .filter((entry) => entry.event === 'bug' || entry.failure.code !== 'interrupted')
    .filter((entry) => Date.parse(entry.at) >= sinceMs)
    .reverse();
}

function parseLine(line: string): LogEntry[] {
  if (line === '') return [];
  try {
    const value = JSON.parse(line) as Partial<LogEntry> | null;
    return typeof value?.at === 'string' && typeof value.event === 'string' ? [value as LogEntry] : [];
  } catch {
    return [];
  }
}
