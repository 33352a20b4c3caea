import { spawn } from 'node:child_process';
import { errorCode } from './fs.ts';

export interface RunUntil {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What to wait for on standard error. */
  readonly says: RegExp;
  readonly timeoutMs: number;
}

/** `said`: it was, and the program was ended there. `ended`: the program came to its end without; `status` is null after a signal. */
export type SaidUntil =
  | { readonly outcome: 'said' }
  | { readonly outcome: 'ended'; readonly status: number | null; readonly stderr: string }
  | { readonly outcome: 'timeout'; readonly stderr: string }
  | { readonly outcome: 'not-started'; readonly code: string };

/** Runs a program until it says something on standard error, then ends it. Its standard output is dropped. */
export function runUntilItSays(command: string, args: readonly string[], o: RunUntil): Promise<SaidUntil> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: o.cwd, env: o.env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let early: SaidUntil | undefined;
    const stop = (outcome: SaidUntil): void => {
      early ??= outcome;
      child.kill('SIGKILL');
      // A grandchild may hold the pipe open.
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop({ outcome: 'timeout', stderr }), o.timeoutMs);
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
      if (o.says.test(stderr)) stop({ outcome: 'said' });
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ outcome: 'not-started', code: errorCode(error) ?? 'unknown' });
    });
    child.once('close', (status) => {
      clearTimeout(timer);
      resolve(early ?? { outcome: 'ended', status, stderr });
    });
  });
}
