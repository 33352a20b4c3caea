import { closeSync, fstatSync, openSync, statfsSync } from 'node:fs';
import { errorCode, type FileStat } from './fs.ts';
import { native, type Native } from './native.ts';
import { PLATFORM } from './platform.ts';

/** `statfs` types of Linux file systems whose files can share blocks (`linux/magic.h`). */
const SHARING = new Set([0x9123683e /* btrfs */, 0x58465342 /* xfs */, 0xca451a4e /* bcachefs */]);

/** Whether files of the file system that holds `path` may share blocks. Every Mac's may: APFS is what it starts from. */
export function mayShareExtents(path: string, platform = PLATFORM): boolean {
  return platform.name === 'darwin' || canDedupe(path);
}

/** Whether {@link dedupeFile} may work there: macOS has no such call, and numbers its file systems otherwise. */
export function canDedupe(path: string): boolean {
  return SHARING.has(statfsSync(path).type);
}

/** `FS_IOC_FIEMAP` and its structures (`linux/fiemap.h`); all numbers in the machine's order, little-endian here. */
const FIEMAP = 0xc020660b;
const FIEMAP_HEADER = 32;
const FIEMAP_EXTENT = 56;
const FIEMAP_BATCH = 256;
const FLAG_SYNC = 1;
const EXTENT_LAST = 0x1;
const EXTENT_NOT_MAPPED = 0x2 | 0x4 | 0x200;
const EXTENT_SHARED = 0x2000;

/** A run of blocks: bytes. `shared`: another file, or another part of this one, uses it too. */
export interface Extent {
  readonly logical: bigint;
  readonly physical: bigint;
  readonly length: bigint;
  readonly shared: boolean;
  /** Has a place on the disk of its own; small files may live in the tree of the file system. */
  readonly mapped: boolean;
}

/** Where a file lies on the disk; `undefined` where the file system does not tell. */
export function extentsOf(path: string): Extent[] | undefined {
  const ioctl = native()?.ioctl;
  if (ioctl === undefined) return undefined;
  const fd = openForReading(path);
  if (fd === undefined) return undefined;
  try {
    const found: Extent[] = [];
    let start = 0n;
    for (;;) {
      const buffer = Buffer.alloc(FIEMAP_HEADER + FIEMAP_BATCH * FIEMAP_EXTENT);
      buffer.writeBigUInt64LE(start, 0);
      buffer.writeBigUInt64LE((1n << 63n) - 1n - start, 8);
      buffer.writeUInt32LE(FLAG_SYNC, 16);
      buffer.writeUInt32LE(FIEMAP_BATCH, 24);
      if (ioctl(fd, FIEMAP, buffer) !== 0) return undefined;
      const count = buffer.readUInt32LE(20);
      for (let index = 0; index < count; index += 1) {
        const at = FIEMAP_HEADER + index * FIEMAP_EXTENT;
        const flags = buffer.readUInt32LE(at + 40);
        const extent = {
          logical: buffer.readBigUInt64LE(at),
          physical: buffer.readBigUInt64LE(at + 8),
          length: buffer.readBigUInt64LE(at + 16),
          shared: (flags & EXTENT_SHARED) !== 0,
          mapped: (flags & EXTENT_NOT_MAPPED) === 0,
        };
        found.push(extent);
        start = extent.logical + extent.length;
        if ((flags & EXTENT_LAST) !== 0) return found;
      }
      if (count === 0) return found;
    }
  } finally {
    closeSync(fd);
  }
}

/**
 * Bytes that deleting the last name of a file gives back, as far as one call tells: on macOS without those that a clone or
 * a snapshot holds, elsewhere all that it takes.
 */
export function bytesOfItsOwn(path: string, stat: FileStat, libc: Pick<Native, 'privateSize'> | undefined = native()): number {
  const own = stat.kind === 'file' ? libc?.privateSize?.(path) : undefined;
  return own === undefined ? stat.physical : Math.min(own, stat.physical);
}

/**
 * Bytes that deleting the last name of a file surely gives back: its blocks, less those that are shared as extents
 * (who else holds them cannot be asked, so where all sharers go this is too low).
 */
export function exclusiveBytes(path: string, stat: FileStat): number {
  const own = bytesOfItsOwn(path, stat);
  if (stat.kind !== 'file' || stat.physical === 0 || !canDedupe(path)) return own;
  const extents = extentsOf(path);
  const shared = extents?.filter((extent) => extent.shared).reduce((sum, { length }) => sum + Number(length), 0) ?? 0;
  return Math.max(0, stat.physical - shared);
}

/** Whether two files lie on the very same blocks. */
export function sharesAllExtents(one: string, other: string): boolean {
  const [a, b] = [extentsOf(one), extentsOf(other)];
  if (a === undefined || b === undefined || a.length === 0 || a.length !== b.length) return false;
  return a.every((extent, index) => {
    const twin = b[index];
    return extent.mapped && twin?.physical === extent.physical && twin.length === extent.length;
  });
}

/** `FIDEDUPERANGE` (`linux/fs.h`): header of 24 bytes, then 32 for the one destination. */
const FIDEDUPERANGE = 0xc0189436;
/** Btrfs takes no more at once. */
const CHUNK = 16 * 1024 * 1024;

/**
 * Lets `to` share the blocks of `from` where the bytes are equal: the kernel compares them itself, under its own locks,
 * and neither times nor inode of `to` change. Gives the bytes that are shared now; `undefined` where this cannot be done.
 */
export function dedupeFile(from: string, to: string): number | undefined {
  const ioctl = native()?.ioctl;
  const source = openForReading(from);
  const target = openForReading(to);
  try {
    if (ioctl === undefined || source === undefined || target === undefined) return undefined;
    const size = fstatSync(source).size;
    if (size === 0 || fstatSync(target).size !== size) return undefined;
    let done = 0;
    while (done < size) {
      const shared = dedupeRange({ ioctl, source, target, at: done, length: Math.min(CHUNK, size - done) });
      if (shared === undefined || shared === 0) break;
      done += shared;
    }
    return done;
  } finally {
    if (source !== undefined) closeSync(source);
    if (target !== undefined) closeSync(target);
  }
}

function dedupeRange(o: {
  readonly ioctl: (fd: number, request: number, argument: Buffer) => number;
  readonly source: number;
  readonly target: number;
  readonly at: number;
  readonly length: number;
}): number | undefined {
  const buffer = Buffer.alloc(56);
  buffer.writeBigUInt64LE(BigInt(o.at), 0);
  buffer.writeBigUInt64LE(BigInt(o.length), 8);
  buffer.writeUInt16LE(1, 16);
  buffer.writeBigInt64LE(BigInt(o.target), 24);
  buffer.writeBigUInt64LE(BigInt(o.at), 32);
  if (o.ioctl(o.source, FIDEDUPERANGE, buffer) !== 0) return undefined;
  // `status`: 0 is same, 1 differs, negative an errno.
  return buffer.readInt32LE(48) === 0 ? Number(buffer.readBigUInt64LE(40)) : undefined;
}

function openForReading(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

