import { join } from 'node:path';
import { readBytes, readDirectory } from '../../system/fs.ts';
import type { AccessKind, Caller, ObservedProcess, ObservedRecord } from './observed.ts';

/** As in `native/observer/log.rs`. */
const HEADER_BYTES = 64;
const MAGIC_AT = 24;
const MAGIC = 'cargo-share observer 1\n';

/** The processes whose logs lie in `directory` itself, by the names of their files; none where it is absent. */
export function readLog(directory: string): ObservedProcess[] {
  const files = readDirectory(directory).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => name).sort();
  return names.flatMap((name) => {
    const bytes = readBytes(join(directory, name));
    return bytes === undefined ? [] : [processIn(name, bytes)];
  });
}

/** What is in one file. Anything that cannot be read makes the process incomplete. */
export function processIn(file: string, bytes: Buffer): ObservedProcess {
  const body = bodyOf(bytes);
  const lines = (body?.text ?? '').split('\n').filter((line) => line !== '').map(lineOf);
  const [own, ...others] = lines.flatMap((line) => (line !== undefined && 'process' in line ? [line.process] : []));
  return {
    file,
    ...(own ?? { parent: undefined, start: undefined, pid: 0, executable: '', cwd: '', outDir: undefined, argv: [] }),
    complete: body?.complete === true && own !== undefined && others.length === 0 && !lines.includes(undefined),
    records: startsOf(lines),
  };
}

/** UTF-8 without replacements: a path that is none would be another path. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bodyOf(bytes: Buffer): { readonly text: string; readonly complete: boolean } | undefined {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', MAGIC_AT, MAGIC_AT + MAGIC.length) !== MAGIC) return undefined;
  const used = bytes.readBigUInt64LE(0);
  const fits = used <= BigInt(bytes.length - HEADER_BYTES);
  const body = bytes.subarray(HEADER_BYTES, fits ? HEADER_BYTES + Number(used) : bytes.length);
  try {
    const text = decoder.decode(body);
    return { text, complete: fits && (text === '' || text.endsWith('\n')) };
  } catch {
    return { text: body.toString('utf8'), complete: false };
  }
}

type Line =
  | { readonly process: Omit<ObservedProcess, 'file' | 'complete' | 'records'> }
  | { readonly record: ObservedRecord }
  /** That the start of this number came to nothing. */
  | { readonly by: Caller; readonly failed: number; readonly errno: number; readonly call: string };

function lineOf(line: string): Line | undefined {
  if (line.includes('\0')) return undefined;
  const fields = line.split('\t').map(unescaped);
  if (!fields.every((field) => field !== undefined)) return undefined;
  const [kind = '', ...rest] = fields;
  return kind === 'P' ? processLine(rest) : recordLine(kind, rest);
}

function processLine([pid, ppid, parent, executable, cwd, outDir, ...argv]: readonly string[]): Line | undefined {
  if (pid === undefined || numberIn(pid) === undefined || numberIn(ppid) === undefined) return undefined;
  if (parent === undefined || executable === undefined || cwd === undefined || outDir === undefined) return undefined;
  const at = parent.lastIndexOf(':');
  const start = numberIn(parent.slice(at + 1));
  if (parent !== '' && (at < 1 || start === undefined)) return undefined;
  return {
    process: {
      parent: parent === '' ? undefined : parent.slice(0, at),
      start: parent === '' ? undefined : start,
      pid: Number(pid),
      executable,
      cwd,
      outDir: outDir === '' ? undefined : outDir,
      argv,
    },
  };
}

const ACCESSES = new Map<string, AccessKind>([
  ['R', 'read'],
  ['L', 'list'],
  ['S', 'look'],
  ['K', 'link'],
  ['W', 'write'],
]);

function recordLine(letter: string, [caller, pid, ...fields]: readonly string[]): Line | undefined {
  const by = callerIn(caller);
  if (by === undefined || numberIn(pid) === undefined) return undefined;
  const [a, b, c] = fields;
  const kind = ACCESSES.get(letter);
  if (kind !== undefined) {
    const errno = numberIn(a);
    return errno === undefined || !isPath(b) || c === undefined || fields.length !== 3 ? undefined : { record: { by, kind, path: b, errno, call: c } };
  }
  if (letter === 'X') {
    const number = numberIn(a);
    return number === undefined || b === undefined ? undefined : { record: { by, kind: 'run', program: b, argv: fields.slice(2), number } };
  }
  if (letter === 'F') {
    const [failed, errno] = [numberIn(a), numberIn(b)];
    return failed === undefined || errno === undefined || c === undefined ? undefined : { by, failed, errno, call: c };
  }
  if (a === undefined || fields.length !== (letter === 'D' || letter === 'V' ? 2 : 1)) return undefined;
  return ofFewFields(letter, by, [a, b ?? '']);
}

function ofFewFields(letter: string, by: Caller, [a, b]: readonly [string, string]): Line | undefined {
  switch (letter) {
    case 'D':
      return { record: { by, kind: 'denied', path: a, call: b } };
    case 'V':
      if (b !== '-' && !b.startsWith('=')) return undefined;
      return { record: { by, kind: 'variable', name: a, value: b === '-' ? null : b.slice(1) } };
    case 'O':
      return { record: { by, kind: 'load', path: a } };
    case 'N':
      return { record: { by, kind: 'network', address: a } };
    case 'T':
      return { record: { by, kind: 'time' } };
    default:
      return undefined;
  }
}

/** In the order of the file; a start that came to nothing is a look at the program. */
function startsOf(lines: readonly (Line | undefined)[]): ObservedRecord[] {
  const failures = new Map(lines.flatMap((line) => (line !== undefined && 'failed' in line ? [[line.failed, line] as const] : [])));
  return lines.flatMap((line) => {
    if (line === undefined || !('record' in line)) return [];
    const { record } = line;
    const failure = record.kind === 'run' ? failures.get(record.number) : undefined;
    if (record.kind !== 'run' || failure === undefined) return [record];
    // A bare name was looked for in PATH, and each place is written down by itself.
    if (!record.program.includes('/')) return [];
    return [{ by: record.by, kind: 'look', path: record.program, errno: failure.errno, call: failure.call }];
  });
}

function callerIn(text: string | undefined): Caller | undefined {
  if (text === '-') return 'program';
  if (text === '?') return 'unknown';
  return text?.startsWith('m:') === true ? { library: text.slice(2) } : undefined;
}

/** Where the current directory could not be told, a relative path is left. */
function isPath(text: string | undefined): text is string {
  return text?.startsWith('/') === true;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `undefined` where a backslash stands for nothing. */
function unescaped(field: string): string | undefined {
  if (!field.includes('\\')) return field;
  const parts = field.split('\\');
  let text = parts[0] ?? '';
  for (let index = 1; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (part === '' && index + 1 < parts.length) {
      index++;
      text += `\\${parts[index] ?? ''}`;
    } else if (part.startsWith('n')) text += `\n${part.slice(1)}`;
    else if (part.startsWith('t')) text += `\t${part.slice(1)}`;
    else return undefined;
  }
  return text;
}
