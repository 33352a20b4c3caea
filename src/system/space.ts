import { statfsSync } from 'node:fs';

/** Bytes of the file system that holds `path`. */
export function fileSystemSize(path: string): number {
  const { bsize, blocks } = statfsSync(path);
  return bsize * blocks;
}

/** `statfs(2)`'s names of file systems on which files can share blocks: btrfs, XFS, bcachefs. On macOS: APFS. */
const REFLINKING = new Set([0x9123683e, 0x58465342, 0xca451a4e]);
const APFS = 0x1a;

/** Whether files that were placed from or to `path` share their blocks with the original, as far as its kind tells. */
export function sharesBlocks(path: string): boolean {
  const { type } = statfsSync(path);
  return process.platform === 'darwin' ? type === APFS : REFLINKING.has(type);
}
