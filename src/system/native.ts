import type { LibraryHandle } from 'koffi';
import { loadKoffi } from './load-koffi.ts';
import { once } from './once.ts';
import { PLATFORM, type Platform } from './platform.ts';

/**
 * The few calls of the C library that Node does not offer. Each returns 0, or the platform's `errno`.
 * flock(2) is the only lock that cargo sees, and Node's `utimes` loses digits of a nanosecond time.
 */
export interface Native {
  readonly flock: (fd: number, operation: number) => number;
  /** Sets the modification time and leaves the access time. */
  readonly utimensat: (path: string, mtimeNs: bigint, followSymlinks: boolean) => number;
  /** The same on an open file. */
  readonly futimens: (fd: number, mtimeNs: bigint) => number;
  /** macOS only: a copy-on-write copy that keeps mode and times; fails where the destination exists. */
  readonly clonefile: ((from: string, to: string) => number) | undefined;
  /** macOS only: bytes of a file that deleting it gives back, those apart that a clone or a snapshot holds; undefined where the volume cannot tell. */
  readonly privateSize: ((path: string) => number | undefined) | undefined;
  /** macOS only: makes Time Machine leave out a directory, as cargo does with a target directory that it makes. */
  readonly excludeFromBackups: ((path: string) => number) | undefined;
  /** The size of an extended attribute's value, -1 where there is none; of a link itself. */
  readonly attributeSize: (path: string, name: string) => number;
  /** Linux only: `argument` is read and filled as the request says. */
  readonly ioctl: ((fd: number, request: number, argument: Buffer) => number) | undefined;
}

/** The part of koffi's module that is used; it is loaded by `require`, lazily. */
interface Koffi {
  readonly load: (library: null) => LibraryHandle;
  readonly errno: () => number;
}

/** The constants that differ between platforms, from `<fcntl.h>` and `<sys/stat.h>`. */
interface Constants {
  readonly atFdcwd: number;
  readonly atSymlinkNofollow: number;
  readonly utimeOmit: bigint;
}

const CONSTANTS: Readonly<Record<Platform['name'], Constants>> = {
  linux: { atFdcwd: -100, atSymlinkNofollow: 0x100, utimeOmit: 0x3ffffffen },
  darwin: { atFdcwd: -2, atSymlinkNofollow: 0x20, utimeOmit: -2n },
};

/** `struct timespec` is two 64-bit numbers on these. */
const ARCHITECTURES = new Set(['x64', 'arm64', 'riscv64', 'loong64', 'ppc64', 's390x']);

const NS_PER_SECOND = 1_000_000_000n;

/**
 * The C library's calls, or `undefined` where koffi has no build for this platform.
 * Loaded at the first call: importing koffi costs 10 ms.
 */
export const native: () => Native | undefined = once(load);

function load(): Native | undefined {
  if (PLATFORM.name !== process.platform || !ARCHITECTURES.has(process.arch)) return undefined;
  try {
    const koffi = loadKoffi() as Koffi;
    return bindNative({ library: koffi.load(null), errno: () => koffi.errno(), platform: PLATFORM.name });
  } catch {
    // No build of koffi for this C library, or an installation without optional packages: the fallbacks serve.
    return undefined;
  }
}

interface Binding {
  readonly library: Pick<LibraryHandle, 'func'>;
  readonly errno: () => number;
  readonly platform: Platform['name'];
}

/** The calls of a platform's C library, of which only those are asked for that it has. */
export function bindNative({ library, errno, platform }: Binding): Native {
  const constants = CONSTANTS[platform];
  const [isLinux, isMac] = [platform === 'linux', platform === 'darwin'];
  const flock = library.func('int flock(int, int)');
  const utimensat = library.func('int utimensat(int, const char*, const int64_t*, int)');
  const futimens = library.func('int futimens(int, const int64_t*)');
  const clonefile = isMac ? library.func('int clonefile(const char*, const char*, uint32_t)') : undefined;
  const getattrlist = isMac ? library.func('int getattrlist(const char*, void*, void*, size_t, unsigned long)') : undefined;
  const setxattr = isMac ? library.func('int setxattr(const char*, const char*, void*, size_t, uint32_t, int)') : undefined;
  const ioctl = isLinux ? library.func('int ioctl(int, unsigned long, void*)') : undefined;
  const getxattr = library.func(isMac ? 'int64_t getxattr(const char*, const char*, void*, size_t, uint32_t, int)' : 'int64_t lgetxattr(const char*, const char*, void*, size_t)');
  const status = (result: number): number => (result === 0 ? 0 : errno());
  const times = (mtimeNs: bigint): BigInt64Array => {
    const remainder = mtimeNs % NS_PER_SECOND;
    const nanoseconds = remainder < 0n ? remainder + NS_PER_SECOND : remainder;
    return BigInt64Array.of(0n, constants.utimeOmit, (mtimeNs - nanoseconds) / NS_PER_SECOND, nanoseconds);
  };
  return {
    flock: (fd, operation) => status(flock(fd, operation)),
    utimensat: (path, mtimeNs, followSymlinks) =>
      status(utimensat(constants.atFdcwd, path, times(mtimeNs), followSymlinks ? 0 : constants.atSymlinkNofollow)),
    futimens: (fd, mtimeNs) => status(futimens(fd, times(mtimeNs))),
    clonefile: clonefile === undefined ? undefined : (from, to) => status(clonefile(from, to, 0)),
    privateSize: getattrlist === undefined ? undefined : (path) => privateSizeBy((...args) => status(getattrlist(path, ...args))),
    excludeFromBackups: setxattr === undefined ? undefined : (path) => status(setxattr(path, BACKUPS_LEAVE_OUT, EXCLUDED_BY, EXCLUDED_BY.length, 0, 0)),
    attributeSize: (path, name) => Number(isMac ? getxattr(path, name, null, 0, 0, XATTR_NOFOLLOW) : getxattr(path, name, null, 0)),
    ioctl: ioctl === undefined ? undefined : (fd, request, argument) => status(ioctl(fd, request, argument)),
  };
}

/** What `tmutil addexclusion` leaves: the word as a property list of one text (`bplist00`, one object at 8, the table at 28). */
export const BACKUPS_LEAVE_OUT = 'com.apple.metadata:com_apple_backup_excludeItem';
const EXCLUDED_BY = Buffer.concat([
  Buffer.from('bplist00'),
  Buffer.from([0x5f, 0x10, 0x11]),
  Buffer.from('com.apple.backupd'),
  Buffer.from([8]),
  Buffer.from('0000000000000101000000000000000100000000000000000000'.padEnd(62, '0') + '1c', 'hex'),
]);

/** `<sys/xattr.h>` */
const XATTR_NOFOLLOW = 1;

/** `<sys/attr.h>`: what is asked beyond the old attributes stands in the field of those of resource forks. */
const ATTR_BIT_MAP_COUNT = 5;
const RETURNED_ATTRIBUTES = 0x80000000;
const PRIVATE_SIZE = 0x8;
const NO_FOLLOW_EXTENDED = 0x1 | 0x20;
const ATTRIBUTE_LIST_BYTES = 24;
const FORK_AT = 20;
/** The answer's own length, and which attributes are in it; then their values. */
const ANSWER = { forkAt: 4 + 16, valueAt: 4 + 20, bytes: 4 + 20 + 8 };

function privateSizeBy(getattrlist: (list: Buffer, answer: Buffer, bytes: number, options: number) => number): number | undefined {
  const list = Buffer.alloc(ATTRIBUTE_LIST_BYTES);
  list.writeUInt16LE(ATTR_BIT_MAP_COUNT, 0);
  list.writeUInt32LE(RETURNED_ATTRIBUTES, 4);
  list.writeUInt32LE(PRIVATE_SIZE, FORK_AT);
  const answer = Buffer.alloc(ANSWER.bytes);
  if (getattrlist(list, answer, ANSWER.bytes, NO_FOLLOW_EXTENDED) !== 0) return undefined;
  return (answer.readUInt32LE(ANSWER.forkAt) & PRIVATE_SIZE) === 0 ? undefined : Number(answer.readBigInt64LE(ANSWER.valueAt));
}
