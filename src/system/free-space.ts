import { statfsSync } from 'node:fs';

/** Bytes that the file system of `path` has free, those kept for root included. */
export function freeBytes(path: string): number {
  const { bfree, bsize } = statfsSync(path, { bigint: true });
  return Number(bfree * bsize);
}
