import { createHash } from 'node:crypto';
import type { Sha256 } from './brand.ts';
import { readAt, withOpenFile } from './read-at.ts';

const CHUNK_BYTES = 1 << 20;

/** The SHA-256 of a file of any size, in constant memory; `undefined` when absent. */
export function sha256OfFile(path: string): Sha256 | undefined {
  return withOpenFile(path, (fd) => {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let position = 0; ; ) {
      const read = readAt(fd, chunk, position);
      hash.update(read);
      position += read.length;
      if (read.length < chunk.length) return hash.digest('hex') as Sha256;
    }
  });
}
