import { randomBytes } from 'node:crypto';
import { FailureError, type Failure } from '../../system/failure.ts';
import { ioProblem } from '../../system/attempt.ts';
import { errorCode, stat } from '../../system/fs.ts';
import type { LogEvent, LogLevel } from './entry.ts';
import { appendLog } from './log-file.ts';

/** Tells afterwards what was done; nothing that it does can fail. */
export interface Log {
  readonly level: LogLevel;
  readonly write: (...events: readonly LogEvent[]) => void;
  /** The run's last line, if it has any. */
  readonly end: (status: number) => void;
}

/** For whom nothing is to be written down. */
export const NO_LOG: Log = { level: 'off', write: () => undefined, end: () => undefined };

export interface Run {
  readonly version: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  /** Nobody waits for it. Its directory, and that of the log, may be being deleted, and must not come back by a log. */
  readonly unasked?: boolean;
}

/**
 * One run's log. The level is `CARGO_SHARE_LOG`: `off`, `info` (the default) or `debug`. A run that has nothing to
 * say leaves no line, except at level `debug`.
 */
export function openLog(env: NodeJS.ProcessEnv, run: Run): Log {
  const level = levelOf(env['CARGO_SHARE_LOG']);
  if (level === 'off') return NO_LOG;
  const id = `${process.pid}-${randomBytes(3).toString('hex')}`;
  const began = { at: new Date().toISOString(), ms: performance.now() };
  const line = (at: string, event: LogEvent): string => `${JSON.stringify({ at, run: id, version: run.version, ...event })}\n`;
  // A failure goes up through several hands; it is one.
  const told = new Set<Failure>();
  let isBegun = false;
  const write = (...events: readonly LogEvent[]): void => {
    if (run.unasked === true && stat(run.directory) === undefined) return;
    const at = new Date().toISOString();
    const start = isBegun ? '' : line(began.at, { event: 'start', arguments: run.arguments, directory: run.directory });
    isBegun = true;
    appendLog(env, start + events.map((event) => line(at, event)).join(''), run.unasked !== true);
  };
  // A run that is killed shows then, too.
  if (level === 'debug') write();
  return {
    level,
    write: (...events) => {
      const fresh = events.filter((event) => event.event !== 'failure' || !told.has(event.failure));
      for (const event of fresh) if (event.event === 'failure') told.add(event.failure);
      if (fresh.length > 0) write(...fresh);
    },
    end: (status) => {
      if (isBegun) write({ event: 'end', milliseconds: Math.round(performance.now() - began.ms), status });
    },
  };
}

const FULL = { message: 'The disk is full', hint: 'Builds go on, by cargo alone, as far as they have room. Free space there.' };

/** Every call that writes may find the disk full, and every one that opens a file that is another user's. */
const REFUSALS: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: { message: 'You may not open it', hint: 'Builds go on, by cargo alone. See whose file it is, and who built there.' },
};

function expected(error: unknown): Failure | undefined {
  if (error instanceof FailureError) return error.failure;
  const code = errorCode(error);
  const refusal = code === undefined || !Object.hasOwn(REFUSALS, code) ? undefined : REFUSALS[code];
  if (refusal === undefined) return undefined;
  const { path } = ioProblem(error);
  return { code: 'io', message: `${refusal.message} (${code}).`, ...(path === undefined ? {} : { path }), hint: refusal.hint };
}

/** What an exception says: an expected failure, or a mistake in this program with the place of it. */
export function eventOf(error: unknown): LogEvent {
  const failure = expected(error);
  if (failure !== undefined) return { event: 'failure', failure };
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { event: 'bug', message, stack };
}

/** The failure that a person is told of; for a mistake in this program the log has the rest. */
export function failureOf(error: unknown, path: string): Failure {
  const failure = expected(error);
  if (failure !== undefined) return failure;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `This is a mistake in cargo-share: ${message.split('\n')[0] ?? ''}.`,
    path,
    hint: 'Builds go on, by cargo alone. Please report it with the last lines of this log.',
  };
}

function levelOf(text: string | undefined): LogLevel {
  return text === 'off' || text === 'debug' ? text : 'info';
}
