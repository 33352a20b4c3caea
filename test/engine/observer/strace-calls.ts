import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A call of the kernel with a path, as strace saw it. */
export interface Call {
  readonly pid: number;
  /** Of the process or thread that started it. */
  readonly parent: number | undefined;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly failed: boolean;
  readonly line: string;
}

/** For `strace -ff -y -o PREFIX`: a file for each process, so that no line is cut in two by another. */
export const STRACE = ['-ff', '-y', '-s', '8192', '-e', 'trace=%file,%process,fchdir,getdents64', '-e', 'signal=none'];

const LINE = /^(\w+)\((.*)\) += (\S+)(.*)$/;
/** `AT_FDCWD</where>, "path"`, `3</where>, "path"`, or the path alone; of links the name comes after what they hold. */
const PLACE = /^(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/;
const LINK = /^"(?:[^"\\]|\\.)*", /;

/** All calls with a path, in each process in their order. */
export function callsIn(directory: string, prefix: string): Call[] {
  const lines = new Map<number, string[]>();
  for (const name of readdirSync(directory)) {
    if (name.startsWith(`${prefix}.`)) lines.set(Number(name.slice(prefix.length + 1)), readFileSync(join(directory, name), 'utf8').split('\n'));
  }
  const begun = new Map<number, { readonly cwd: string; readonly parent: number }>();
  const children = new Set([...lines.values()].flat().flatMap((line) => (startsProcess(line) ? [Number(LINE.exec(line)?.[3])] : [])));
  const queue = [...lines.keys()].filter((pid) => !children.has(pid));
  const calls: Call[] = [];
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    const parent = begun.get(pid)?.parent;
    let cwd = begun.get(pid)?.cwd ?? '';
    for (const line of lines.get(pid) ?? []) {
      const [, name = '', args = '', result = ''] = LINE.exec(line) ?? [];
      if (startsProcess(line) && lines.has(Number(result)) && !begun.has(Number(result))) {
        begun.set(Number(result), { cwd, parent: pid });
        queue.push(Number(result));
      }
      if (name === 'fchdir' && result === '0') cwd = /<([^>]*)>/.exec(args)?.[1] ?? cwd;
      cwd = /AT_FDCWD<([^>]*)>/.exec(args)?.[1] ?? cwd;
      const [, where, text] = PLACE.exec(name.startsWith('symlink') ? args.replace(LINK, '') : args) ?? [];
      // The current directory is no file that is asked for.
      if (text === undefined || text === '' || name === 'getcwd') continue;
      const path = resolve(where ?? cwd, text);
      calls.push({ pid, parent, name, path, failed: result.startsWith('-'), line });
      if (name === 'chdir' && result === '0') cwd = path;
    }
  }
  return calls;
}

function startsProcess(line: string): boolean {
  return /^(?:clone|clone3|fork|vfork)\(/.test(line);
}

/** What a process does from its own first line on: before it, the loader finds the libraries that it is linked to. */
export function afterLoading(calls: readonly Call[], logs: string): Call[] {
  const loading = new Map<number, boolean>();
  return calls.filter((call) => {
    if (call.name === 'execve' && !call.failed) {
      loading.set(call.pid, true);
      return true;
    }
    if (call.path.startsWith(`${logs}/`)) {
      loading.set(call.pid, false);
      return false;
    }
    return loading.get(call.pid) !== true;
  });
}
