import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isAbsent } from './fs.ts';

/** Opens a file for positioned reads and hands its descriptor and size (bytes) to `use`; `undefined` when absent. */
export function withOpenFile<T>(path: string, use: (fd: number, size: number) => T): T | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  try {
    return use(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

/** Fills `into` from `position`; the result is shorter only where the file ends. */
export function readAt(fd: number, into: Buffer, position: number): Buffer {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(fd, into, filled, into.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled === into.length ? into : into.subarray(0, filled);
}

/** `length` bytes from `position`, in a buffer of their own. */
export function readRange(fd: number, position: number, length: number): Buffer {
  return readAt(fd, Buffer.allocUnsafe(length), position);
}

const PIECE = 4 << 20;

/** Whether a file holds `text`, read piece by piece: a static library may be larger than Node reads at once, or than there is memory. */
export function fileIncludes(path: string, text: string): boolean {
  const wanted = Buffer.from(text);
  const found = withOpenFile(path, (fd, size) => {
    const piece = Buffer.allocUnsafe(PIECE);
    // Each piece begins where the text could have begun that the one before has cut.
    for (let position = 0; position < size; position += PIECE - wanted.length + 1) {
      if (readAt(fd, piece, position).includes(wanted)) return true;
    }
    return false;
  });
  return found ?? false;
}
