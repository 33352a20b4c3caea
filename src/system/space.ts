import { statfsSync } from 'node:fs';

/** Bytes of the file system that holds `path`. */
export function fileSystemSize(path: string): number {
  const { bsize, blocks } = statfsSync(path);
  return bsize * blocks;
}
