import { statfsSync } from 'node:fs';

/** The file system that a path lies on. */
export interface FileSystem {
  /** As `mount` names it: `ext4`, `btrfs`, `nfs`; the magic number in hexadecimal where it is not known. */
  readonly type: string;
  /** Bytes that this user may still write. */
  readonly available: number;
  readonly total: number;
}

/** statfs(2) on Linux, `linux/magic.h`. ext2 to ext4 share one number. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x9123683e, 'btrfs'],
  [0x58465342, 'xfs'],
  [0xca451a4e, 'bcachefs'],
  [0xf2f52010, 'f2fs'],
  [0x2fc12fc1, 'zfs'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlay'],
  [0x65735546, 'fuse'],
  [0x6969, 'nfs'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb'],
  [0x01021997, '9p'],
  [0x4d44, 'vfat'],
  [0x2011bab0, 'exfat'],
]);

/** Throws like `node:fs` where there is nothing at `path`. */
export function fileSystemOf(path: string): FileSystem {
  const { type, bavail, blocks, bsize } = statfsSync(path);
  const magic = type >>> 0;
  return { type: NAMES.get(magic) ?? `0x${magic.toString(16)}`, available: bavail * bsize, total: blocks * bsize };
}
