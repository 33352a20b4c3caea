import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../rig/process.ts';

/** Starts a command in a process group of its own and kills the whole group after so many milliseconds. */
export async function killedAfter(ms: number, command: readonly string[], options: { readonly cwd: string; readonly env: Environment }): Promise<void> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { ...options, stdio: 'ignore', detached: true });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  await Promise.race([ended, pause(ms)]);
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended before.
  }
  await ended;
}
