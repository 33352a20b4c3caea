import { err, ok, type Result } from '../../system/result.ts';
import { readRange } from '../../system/read-at.ts';

const MAGIC = 0xcafebabe;
const MAGIC_64 = 0xcafebabf;
const HEADER_BYTES = 8;
/** Java's class files have the same magic, and a version that is higher where the count stands. */
const MOST_SLICES = 32;

export interface Slice {
  readonly start: number;
  readonly size: number;
}

/** A file that holds one for each processor (`mach-o/fat.h`). */
export function isFat(head: Buffer): boolean {
  const magic = head.length >= 4 ? head.readUInt32BE(0) : 0;
  return magic === MAGIC || magic === MAGIC_64;
}

/** Objects, programs or archives; the start is absolute in the file that holds them. */
export function readSlices(fd: number, base: number, size: number): Result<Slice[], string> {
  const header = readRange(fd, base, Math.min(size, HEADER_BYTES));
  if (header.length < HEADER_BYTES || !isFat(header)) return err('no fat file');
  const is64 = header.readUInt32BE(0) === MAGIC_64;
  const [count, entry] = [header.readUInt32BE(4), is64 ? 32 : 20];
  if (count === 0 || count > MOST_SLICES || HEADER_BYTES + count * entry > size) return err('no fat file');
  const table = readRange(fd, base + HEADER_BYTES, count * entry);
  const slices: Slice[] = [];
  for (let at = 0; at < table.length; at += entry) {
    const start = is64 ? Number(table.readBigUInt64BE(at + 8)) : table.readUInt32BE(at + 8);
    const length = is64 ? Number(table.readBigUInt64BE(at + 16)) : table.readUInt32BE(at + 12);
    if (start < HEADER_BYTES + table.length || start + length > size) return err('a slice beyond the end');
    slices.push({ start: base + start, size: length });
  }
  return ok(slices);
}
