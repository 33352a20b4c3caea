import { readFileSync } from 'node:fs';

/** The calls that change something, as Node and koffi make them on Linux. */
const CHANGING = [
  'openat', 'mkdir', 'rmdir', 'link', 'symlink', 'unlink', 'rename', 'write', 'ftruncate', 'fchmod', 'chmod', 'utimensat',
  'copy_file_range', 'sendfile', 'fsync', 'flock',
] as const;

/** The calls that only look. `openat` is in both: it changes where it may create. */
const READING = ['openat', 'read', 'pread64', 'statx', 'newfstatat', 'getdents64', 'readlink'] as const;

const CALLS = { changing: CHANGING, reading: READING } as const;

export type Family = keyof typeof CALLS;
export type CallOf<F extends Family> = (typeof CALLS)[F][number];

/** One call of a run: the `index`-th of its name in the main thread, counted from 1 as strace's `when=` does. */
export type Step = { [F in Family]: { readonly family: F; readonly call: CallOf<F> } }[Family] & {
  readonly index: number;
  /** As strace writes it, cut. */
  readonly text: string;
};

/** What a trace says where a process was told to end. */
export const INTERRUPTED = '--- SIGINT';

/** Arguments of strace that write the main thread's calls of one family to `log`. Node's other threads only load modules. */
export function traceArguments(log: string, family: Family): string[] {
  return ['-y', '-s', '256', '-o', log, '-e', `trace=${CALLS[family].join(',')}`];
}

/**
 * Whether an injected error met a call about something below `directory`. The count can be off by a few where Node wakes
 * its own threads in between, and Node ends at once when such a call fails.
 */
export function metDirectory(log: string, directory: string): boolean {
  const line = readFileSync(log, 'latin1').split('\n').find((text) => text.includes('(INJECTED)'));
  return line?.replaceAll(/AT_FDCWD<[^>]*>/g, '').includes(directory) === true;
}

/** The calls in a trace that change something below `directory`. */
export function changingSteps(log: string, directory: string): Step[] {
  return stepsIn(log, 'changing', (line) => line.includes(directory));
}

/** The calls in a trace that look at something below `directory`: the first and the last of those that look at files of one kind. */
export function readingSteps(log: string, directory: string): Step[] {
  const steps = stepsIn(log, 'reading', (line) => pathOf(line).startsWith(directory));
  const first = new Map(steps.toReversed().map((step) => [subject(step.text), step]));
  const last = new Map(steps.map((step) => [subject(step.text), step]));
  return [...new Set([...first.values(), ...last.values()])];
}

function stepsIn<F extends Family>(log: string, family: F, isMeant: (line: string) => boolean): Step[] {
  const counts = new Map<string, number>();
  const steps: Step[] = [];
  const calls: readonly string[] = CALLS[family];
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const call = callOf(line);
    if (call === '') continue;
    const index = (counts.get(call) ?? 0) + 1;
    counts.set(call, index);
    const creates = line.includes('O_CREAT') ? 'changing' : 'reading';
    if (!calls.includes(call) || !isMeant(line) || (call === 'openat' && creates !== family)) continue;
    steps.push({ family, call, index, text: line.slice(0, 200) } as Step);
  }
  return steps;
}

/** The call and the path that it is about, without what differs from run to run and from unit to unit. */
function subject(line: string): string {
  return `${callOf(line)} ${pathOf(line).replaceAll(/[0-9a-f]{8,}/g, '*').replaceAll(/\d+/g, '#')}`;
}

function callOf(line: string): string {
  return /^([a-z_0-9]+)\(/.exec(line)?.[1] ?? '';
}

/** Of the descriptor that a call is given, or else the first one that it names. */
function pathOf(line: string): string {
  const [, ofDescriptor, named = ''] = /^[a-z_0-9]+\((?:\d+<([^>]*)>|[^"]*"([^"]*)")/.exec(line) ?? [];
  return ofDescriptor ?? named;
}
