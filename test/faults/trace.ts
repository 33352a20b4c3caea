import { readFileSync } from 'node:fs';

/** The calls that change something, as Node and koffi make them on Linux. */
const CHANGING = [
  'openat', 'mkdir', 'rmdir', 'link', 'symlink', 'unlink', 'rename', 'write', 'ftruncate', 'fchmod', 'chmod', 'utimensat',
  'copy_file_range', 'sendfile', 'fsync', 'flock',
] as const;
export type Call = (typeof CHANGING)[number];

/** One changing call of a run: the `index`-th of its name in the main thread, counted from 1 as strace's `when=` does. */
export interface Step {
  readonly call: Call;
  readonly index: number;
  /** As strace writes it, cut. */
  readonly text: string;
}

/** What a trace says where a process was told to end. */
export const INTERRUPTED = '--- SIGINT';

/** Arguments of strace that write what the main thread does to `log`. Node's other threads only load modules. */
export function traceArguments(log: string): string[] {
  return ['-y', '-s', '256', '-o', log, '-e', `trace=${CHANGING.join(',')}`];
}

/**
 * Whether an injected error met a call that changes something below `directory`. The count can be off by a few where
 * Node wakes its own threads in between, and Node ends at once when such a call fails.
 */
export function metDirectory(log: string, directory: string): boolean {
  const line = readFileSync(log, 'latin1').split('\n').find((text) => text.includes('(INJECTED)'));
  return line?.includes(directory) === true;
}

/** The calls in a trace that change something below `directory`. */
export function changingSteps(log: string, directory: string): Step[] {
  const counts = new Map<string, number>();
  const steps: Step[] = [];
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const name = /^([a-z_]+)\(/.exec(line)?.[1];
    if (name === undefined) continue;
    const index = (counts.get(name) ?? 0) + 1;
    counts.set(name, index);
    const call = CHANGING.find((known) => known === name);
    if (call === undefined || !line.includes(directory) || (call === 'openat' && !line.includes('O_CREAT'))) continue;
    steps.push({ call, index, text: line.slice(0, 200) });
  }
  return steps;
}
