import type { LibraryHandle } from 'koffi';
import { loadKoffi } from './load-koffi.ts';

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
  /** Linux only: the size of an extended attribute's value, -1 where there is none; of a link itself. */
  readonly attributeSize: ((path: string, name: string) => number) | undefined;
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

const CONSTANTS: Readonly<Partial<Record<NodeJS.Platform, Constants>>> = {
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

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function load(): Native | undefined {
  const constants = CONSTANTS[process.platform];
  if (constants === undefined || !ARCHITECTURES.has(process.arch)) return undefined;
  try {
    const koffi = loadKoffi() as Koffi;
    return bind({ library: koffi.load(null), errno: () => koffi.errno(), constants });
  } catch {
    // No build of koffi for this C library, or an installation without optional packages: the fallbacks serve.
    return undefined;
  }
}

interface Binding {
  readonly library: LibraryHandle;
  readonly errno: () => number;
  readonly constants: Constants;
}

function bind({ library, errno, constants }: Binding): Native {
  const flock = library.func('int flock(int, int)');
  const utimensat = library.func('int utimensat(int, const char*, const int64_t*, int)');
  const futimens = library.func('int futimens(int, const int64_t*)');
  const clonefile =
    process.platform === 'darwin' ? library.func('int clonefile(const char*, const char*, uint32_t)') : undefined;
  const ioctl = process.platform === 'linux' ? library.func('int ioctl(int, unsigned long, void*)') : undefined;
  const getxattr =
    process.platform === 'linux' ? library.func('int64_t lgetxattr(const char*, const char*, void*, size_t)') : undefined;
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
    attributeSize: getxattr === undefined ? undefined : (path, name) => Number(getxattr(path, name, null, 0)),
    ioctl: ioctl === undefined ? undefined : (fd, request, argument) => status(ioctl(fd, request, argument)),
  };
}
