import { attempt } from '../../system/attempt.ts';
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { err, ok } from '../../system/result.ts';
import { ScratchFile, type Extent } from '../../system/scratch-file.ts';
import { rename } from '../../system/move.ts';
import { temporaryBeside, unlinkIfPresent } from '../../system/write.ts';
import type { Objects } from './objects.ts';

/** The file's end: its table's length in 8 bytes (little-endian), and this. */
const MAGIC = Buffer.from('cargo-share export 1\n');
const END = 8 + MAGIC.length;

/** More names than any export has. */
const MOST_TABLE = 64 << 20;

/** Objects of one file, to be read: their bytes, then a table of their names and places. Nothing that it says leads outside. */
export function fileObjects(path: string): Objects | undefined {
  const table = attempt(() => withOpenFile(path, readTable));
  if (!table.ok || table.value === undefined) return undefined;
  const places = table.value;
  return {
    where: path,
    get: async (name, most) => {
      const place = places.get(name);
      if (place === undefined) return ok(undefined);
      if (place.length > most) return err({ reason: 'too-large', message: `${name} in ${path} is larger than it may be` });
      const bytes = attempt(() => withOpenFile(path, (fd) => readRange(fd, place.at, place.length)));
      return bytes.ok ? ok(bytes.value) : err({ reason: 'io', message: bytes.error.message });
    },
    has: async (name) => ok(places.has(name)),
    put: async () => err({ reason: 'forbidden', message: `${path} is not written to once it is there` }),
    close: async () => ok(undefined),
  };
}

function readTable(fd: number, size: number): Map<string, Extent> | undefined {
  if (size < END) return undefined;
  const end = readRange(fd, size - END, END);
  const length = Number(end.readBigUInt64LE(0));
  if (!end.subarray(8).equals(MAGIC) || length > MOST_TABLE || length > size - END) return undefined;
  const rows: unknown = parse(readRange(fd, size - END - length, length).toString('utf8'));
  if (!Array.isArray(rows)) return undefined;
  const bytes = size - END - length;
  const isPlace = (row: unknown): row is [string, number, number] =>
    Array.isArray(row) && typeof row[0] === 'string' && [row[1], row[2]].every((n) => Number.isSafeInteger(n) && n >= 0) && row[1] + row[2] <= bytes;
  return new Map(rows.filter(isPlace).map(([name, at, size]) => [name, { at, length: size }]));
}

/** The same, to be written: it appears at its path when it is closed, in one piece. */
export function newFileObjects(path: string): Objects {
  const temporary = temporaryBeside(path);
  const file = new ScratchFile(() => temporary);
  const places = new Map<string, Extent>();
  return {
    where: path,
    get: async (name) => {
      const place = places.get(name);
      return ok(place && file.read(place));
    },
    has: async (name) => ok(places.has(name)),
    put: async (name, bytes) => {
      const written = attempt(() => file.append(bytes));
      if (!written.ok) return err({ reason: 'io', message: written.error.message });
      places.set(name, written.value);
      return ok(undefined);
    },
    close: async () => {
      const table = Buffer.from(JSON.stringify([...places].map(([name, { at, length }]) => [name, at, length])));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(table.length));
      const done = attempt(() => {
        file.append(Buffer.concat([table, length, MAGIC]));
        file.close();
        rename(temporary, path);
      });
      if (done.ok) return ok(undefined);
      attempt(() => unlinkIfPresent(temporary));
      return err({ reason: 'io', message: done.error.message });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
