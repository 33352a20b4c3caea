import { readFileSync } from 'node:fs';

/** What system calls do, by how they are counted: which call a libc or Node takes for it differs between machines. */
const KINDS = {
  opened: ['open', 'openat'],
  read: ['read', 'pread64'],
  'looked at': ['stat', 'lstat', 'newfstatat', 'fstat', 'statx', 'readlink', 'readlinkat', 'access', 'faccessat', 'faccessat2'],
  listed: ['getdents64'],
  placed: ['link', 'linkat', 'symlink', 'symlinkat', 'copy_file_range', 'sendfile', 'ioctl'],
  written: ['write', 'pwrite64', 'ftruncate'],
  'renamed or removed': ['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir'],
  'directories made': ['mkdir', 'mkdirat'],
  'times set': ['utimensat'],
  locked: ['flock'],
  'programs run': ['execve'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Kind = keyof typeof KINDS;
export const ALL_KINDS = Object.keys(KINDS) as Kind[];
export type Counts = Readonly<Record<Kind, number>>;

/** One counted call: its kind, and the paths in it that lie below the scenario's directory, relative to it. */
export interface CountedCall {
  readonly kind: Kind;
  readonly paths: readonly string[];
}

/** Arguments of strace that write all threads' calls, and those of programs that are run, to `log`. */
export function countArguments(log: string): string[] {
  // An older strace does not know every name: `?` lets it pass.
  const calls = Object.values(KINDS).flat().map((call) => `?${call}`);
  return ['-f', '-y', '-s', '512', '-o', log, '-e', 'signal=none', '-e', `trace=${calls.join(',')}`];
}

/**
 * The calls of the traced program itself that concern files below `directory`, and every program that it runs. What those
 * programs do is theirs, and Node's own start is Node's.
 */
export function countedCalls(log: string, directory: string): CountedCall[] {
  const kinds = new Map<string, Kind>(ALL_KINDS.flatMap((kind) => KINDS[kind].map((call) => [call, kind] as const)));
  const others = new Set<string>();
  const calls: CountedCall[] = [];
  let started = false;
  for (const line of readFileSync(log, 'latin1').split('\n')) {
    const [, pid = '', name = ''] = /^(\d+) +([a-z_0-9]+)\(/.exec(line) ?? [];
    const kind = kinds.get(name);
    if (kind === undefined) continue;
    if (kind === 'programs run') {
      // One that is looked for along PATH is tried more than once; a process is one program.
      if (started && !others.has(pid)) calls.push({ kind, paths: [/^[^"]*"([^"]*)"/.exec(line)?.[1]?.split('/').at(-1) ?? ''] });
      if (started) others.add(pid);
      started = true;
      continue;
    }
    const paths = named(line, kind).split(directory).slice(1).map((rest) => /^[^">]*/.exec(rest)?.[0] ?? '');
    if (!others.has(pid) && paths.length > 0) calls.push({ kind, paths });
  }
  return calls;
}

/** The part of a line that names files: neither the working directory, which `-y` adds, nor what was read or written. */
function named(line: string, kind: Kind): string {
  const text = line.replaceAll(/AT_FDCWD<[^>]*>/g, 'AT_FDCWD');
  return kind === 'read' || kind === 'written' ? text.split(', ')[0] ?? '' : text;
}

export function countCalls(calls: readonly CountedCall[]): Counts {
  const counts = Object.fromEntries(ALL_KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
  for (const { kind } of calls) counts[kind] += 1;
  return counts;
}
