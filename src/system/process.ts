/**
 * Child processes. `node:child_process` itself: importing nano-spawn costs 15 ms more than the 2 ms of this.
 * No shell is ever involved.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { errorCode, readText, stat } from './fs.ts';
import { err, ok, type Result } from './result.ts';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the child; this process's own where not given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Written to the child's standard input, which is empty where not given. */
  readonly input?: string | Uint8Array;
  /** After so many milliseconds the child is killed (SIGKILL). No limit where not given. */
  readonly timeoutMs?: number;
  /** When aborted, the child and everything that it has started are ended (SIGTERM to a process group of its own). */
  readonly signal?: AbortSignal;
}

/** Why a child gave no result. `command` is the program's name, `stderr` what it said (UTF-8, lossy). */
export type ProcessFailure =
  | { readonly reason: 'missing-program'; readonly command: string }
  | { readonly reason: 'missing-directory'; readonly command: string; readonly path: string }
  /** The system refused to start it; `code` as in `EACCES`, `E2BIG`, `EMFILE`. */
  | { readonly reason: 'not-started'; readonly command: string; readonly code: string }
  | {
      readonly reason: 'exit-status';
      readonly command: string;
      readonly status: number;
      readonly stdout: Buffer;
      readonly stderr: string;
    }
  | { readonly reason: 'signal'; readonly command: string; readonly signal: string; readonly stderr: string }
  | { readonly reason: 'timeout'; readonly command: string; readonly timeoutMs: number; readonly stderr: string };

export interface Output {
  /** UTF-8, lossy. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface OutputBytes {
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly timedOut: boolean;
}

/** Runs a program to its end and gives what it printed; a status other than 0 is a failure. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Result<Output, ProcessFailure>> {
  return asText(await runBytes(command, args, options));
}

/** {@link run} with the bytes of standard output. */
export async function runBytes(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<Result<OutputBytes, ProcessFailure>> {
  const started = start(command, args, options);
  if (!started.ok) return started;
  const child = started.value;
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let timedOut = false;
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          if (options.signal === undefined) child.kill('SIGKILL');
          else endGroup(child, 'SIGKILL');
          // A grandchild may hold the pipes open: what it still says is not waited for.
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, options.timeoutMs);
  const abort = (): void => endGroup(child, 'SIGTERM');
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted === true) abort();
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A child that ends without reading its input makes the pipe fail: its status tells the rest.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  const end = await new Promise<{ status: number | null; signal: string | null } | { error: unknown }>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (status, signal) => resolve({ status, signal }));
  });
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', abort);
  if ('error' in end) return err(startFailure(command, options.cwd, end.error));
  return judge(command, options, {
    ...end,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr),
    timedOut,
  });
}

/** The number under which a detached program has the first of the open files that it is given. */
export const FIRST_HANDED_ON = 3;

/**
 * Starts a program that goes on when this process has ended, without any of its streams: whoever reads those does not
 * wait for it. `files` are open files that it has as well, from {@link FIRST_HANDED_ON} on. False where the system refused.
 */
export function startDetached(command: string, args: readonly string[], options: Pick<RunOptions, 'cwd' | 'env'> & { readonly files?: readonly number[]; readonly priority?: 'low' }): boolean {
  const { cwd, env = process.env, files = [], priority } = options;
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'ignore', ...files] });
    // Reported later, when nobody is there to care.
    child.on('error', () => undefined);
    child.unref();
    if (priority === 'low' && child.pid !== undefined) lower(child.pid, true);
    return child.pid !== undefined;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}

/** How a program ended that had this process's streams. */
export type Ending = { readonly status: number } | { readonly signal: NodeJS.Signals };

/**
 * Runs a program in this process's place, as far as Node can: with its streams, and with the signals that it gets. Ctrl-C
 * reaches both from the terminal; this process waits for what the program makes of it.
 */
export async function runInPlace(command: string, args: readonly string[], options: Pick<RunOptions, 'cwd' | 'env'>): Promise<Result<Ending, ProcessFailure>> {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'inherit' });
  const handOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of HANDED_ON) process.on(signal, handOn);
  const end = await new Promise<Ending | { error: unknown }>((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('exit', (status, signal) => resolve(signal === null ? { status: status ?? 1 } : { signal }));
  });
  for (const signal of HANDED_ON) process.off(signal, handOn);
  return 'error' in end ? err(startFailure(command, options.cwd, end.error)) : ok(end);
}

const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Gives way to everything else on the machine; where that is refused, it goes on as it is. */
export function lowerPriority(): void {
  isLowered = true;
  lower(process.pid, isSessionLeader());
}

/** A child that is started in a session of its own has to be lowered by itself. */
let isLowered = false;

/**
 * Linux gives each session a share of its own, within which alone priorities count (sched(7), autogroup): a process that was
 * started detached has a session, whose share is made small as well. Not that of a shell, in which others work.
 */
function lower(pid: number, isLeader: boolean): void {
  for (const act of [() => setPriority(pid, constants.priority.PRIORITY_LOW), ...(isLeader ? [() => writeFileSync(`/proc/${pid}/autogroup`, '19')] : [])]) {
    try {
      act();
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}

/** `pid (name) state ppid group session …`: proc_pid_stat(5). */
function isSessionLeader(): boolean {
  const text = readText('/proc/self/stat') ?? '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[3] === String(process.pid);
}

/** {@link run}, blocking. Right for short programs where nothing else is to be done meanwhile. */
export function runSync(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Result<Output, ProcessFailure> {
  return asText(runBytesSync(command, args, options));
}

/** {@link runSync} with the bytes of standard output. */
export function runBytesSync(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Result<OutputBytes, ProcessFailure> {
  const child = spawnSync(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    input: options.input ?? '',
    maxBuffer: Infinity,
    killSignal: 'SIGKILL',
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  const code = errorCode(child.error);
  // EPIPE: it ended without reading its input; its status tells the rest.
  if (child.error !== undefined && code !== 'ETIMEDOUT' && !(code === 'EPIPE' && child.status !== null)) {
    return err(startFailure(command, options.cwd, child.error));
  }
  return judge(command, options, { ...child, timedOut: code === 'ETIMEDOUT' });
}

/** `spawn` reports a missing program later but throws on the spot for others, such as E2BIG. */
function start(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Result<ChildProcess, ProcessFailure> {
  try {
    const detached = options.signal !== undefined;
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'pipe', detached });
    if (detached && isLowered && child.pid !== undefined) lower(child.pid, true);
    return ok(child);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return err(startFailure(command, options.cwd, error));
  }
}

/** Ends a process group; one that has ended already is no failure. */
function endGroup({ pid }: ChildProcess, by: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, by);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** The system says ENOENT and ENOTDIR for the program and for the working directory alike. */
function startFailure(command: string, cwd: string, error: unknown): ProcessFailure {
  const code = errorCode(error);
  if (code === undefined) throw error;
  if (stat(cwd)?.kind !== 'directory') return { reason: 'missing-directory', command, path: cwd };
  if (code === 'ENOENT') return { reason: 'missing-program', command };
  return { reason: 'not-started', command, code };
}

function judge(command: string, options: RunOptions, ended: Ended): Result<OutputBytes, ProcessFailure> {
  const stderr = ended.stderr.toString('utf8');
  if (ended.timedOut) return err({ reason: 'timeout', command, timeoutMs: options.timeoutMs ?? 0, stderr });
  if (ended.status === 0) return ok({ stdout: ended.stdout, stderr });
  if (ended.status === null) return err({ reason: 'signal', command, signal: ended.signal ?? 'unknown', stderr });
  return err({ reason: 'exit-status', command, status: ended.status, stdout: ended.stdout, stderr });
}

function asText(result: Result<OutputBytes, ProcessFailure>): Result<Output, ProcessFailure> {
  return result.ok ? ok({ stdout: result.value.stdout.toString('utf8'), stderr: result.value.stderr }) : result;
}
