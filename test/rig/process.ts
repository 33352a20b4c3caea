import { spawn } from 'node:child_process';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Exit {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; -1 when a signal ended it. */
  readonly status: number;
}

export interface ExecOptions {
  readonly cwd: string;
  readonly env: Environment;
  /** Statuses that the caller expects; others are thrown with the whole output. `'any'` takes all. */
  readonly statuses?: readonly number[] | 'any';
  /** Called with each piece of standard error as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Ends the process when aborted. */
  readonly signal?: AbortSignal;
}

/** Runs a command to its end and gives what it printed. Never blocks the event loop, which vitest needs. */
export function exec(command: string, args: readonly string[], options: ExecOptions): Promise<Exit> {
  const { cwd, env, statuses = [0], onStderr, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      errors.push(chunk);
      onStderr?.(chunk.toString('utf8'));
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const exit = {
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(errors).toString('utf8'),
        status: code ?? -1,
      };
      if (statuses === 'any' || statuses.includes(exit.status)) resolve(exit);
      else reject(new Error(describe(command, args, exit)));
    });
  });
}

function describe(command: string, args: readonly string[], exit: Exit): string {
  return `${command} ${args.join(' ')} ended with ${exit.status}\n${exit.stderr}\n${exit.stdout}`;
}
