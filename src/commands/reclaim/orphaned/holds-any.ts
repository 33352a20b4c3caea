import { readAt, withOpenFile } from '../../../system/read-at.ts';

const CHUNK = 1 << 20;

/** The first of some byte strings that a file holds; undefined where it holds none, or is gone. */
export function holdsAny(path: string, needles: readonly Buffer[]): Buffer | undefined {
  if (needles.length === 0) return undefined;
  const overlap = Math.max(...needles.map((needle) => needle.length)) - 1;
  return withOpenFile(path, (fd, size) => {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK + overlap, size));
    for (let position = 0; position < size; position += CHUNK) {
      const bytes = readAt(fd, buffer.subarray(0, Math.min(buffer.length, size - position)), position);
      const found = needles.find((needle) => bytes.includes(needle));
      if (found !== undefined) return found;
    }
    return undefined;
  });
}
