import { attempt, ioProblem, type IoProblem } from '../../system/attempt.ts';
import { errorCode } from '../../system/fs.ts';
import { copyBytes, hardLink, reflink, rename, symbolicLink } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { setMtime } from '../../system/times.ts';
import { temporaryBeside, unlinkIfPresent, writeAtomically, writeNew } from '../../system/write.ts';
import type { Placement } from './policy.ts';

export interface FileToPlace {
  readonly from: string;
  readonly to: string;
  /** What to try, best first: see `waysOf`. */
  readonly ways: readonly Placement[];
  /** The time that a reflink or copy gets, in nanoseconds; a hard link has its inode's. */
  readonly mtimeNs: bigint;
}

/**
 * This file cannot land in this way, but it may in another: other file systems (EXDEV), protected hard links or
 * a file system without them (EPERM), too many links (EMLINK), no reflinks (the rest).
 */
const TRY_NEXT = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'ENOTTY']);

/**
 * Places one file and tells how it landed. Mode and time are those of the original, to the nanosecond.
 * What stands at the destination is replaced in one step and its inode is not written to,
 * so whoever shares that inode keeps it. The destination's directory must exist.
 */
export function placeFile(file: FileToPlace): Result<Placement, IoProblem> {
  const last = file.ways.length - 1;
  for (const [index, way] of file.ways.entries()) {
    try {
      placeAs(way, file);
      return ok(way);
    } catch (error) {
      const problem = ioProblem(error);
      if (index === last || !TRY_NEXT.has(problem.code)) return err(problem);
    }
  }
  throw new Error('Internal error: no way to place a file');
}

/** Places bytes from memory as a file of its own; without `mtimeNs` its time is the present. */
export function placeBytes(file: {
  readonly bytes: Uint8Array | string;
  readonly to: string;
  readonly mode: number;
  readonly mtimeNs: bigint | undefined;
}): Result<'copy', IoProblem> {
  const options = { mode: file.mode, ...(file.mtimeNs !== undefined && { mtimeNs: file.mtimeNs }) };
  return attempt(() => {
    try {
      writeNew(file.to, file.bytes, options);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      writeAtomically(file.to, file.bytes, options);
    }
    return 'copy';
  });
}

/** Places a symbolic link as it was. */
export function placeSymlink(link: {
  readonly target: string;
  readonly to: string;
  readonly mtimeNs: bigint;
}): Result<'copy', IoProblem> {
  return attempt(() => {
    replacing(link.to, (to) => {
      symbolicLink(link.target, to);
      setMtime(to, link.mtimeNs);
    });
    return 'copy';
  });
}

/** Gives a copy that stands under its name already the time of its original. */
export function stampCopy(path: string, mtimeNs: bigint): Result<'copy', IoProblem> {
  return attempt(() => {
    createWithTime(path, mtimeNs, () => undefined);
    return 'copy';
  });
}

function placeAs(placement: Placement, file: FileToPlace): void {
  switch (placement) {
    case 'link':
      replacing(file.to, (to) => hardLink(file.from, to));
      return;
    case 'reflink':
      replacing(file.to, (to) => createWithTime(to, file.mtimeNs, () => reflink(file.from, to)));
      return;
    case 'copy':
      replacing(file.to, (to) => createWithTime(to, file.mtimeNs, () => copyBytes(file.from, to)));
      return;
  }
}

/** No file is left with a time of its own: it would look newer than what was built from it. */
function createWithTime(to: string, mtimeNs: bigint, create: () => void): void {
  create();
  try {
    setMtime(to, mtimeNs);
  } catch (error) {
    unlinkIfPresent(to);
    throw error;
  }
}

/** Makes a file under its own name, or, where that is taken, beside it and renames it over. */
function replacing(to: string, create: (to: string) => void): void {
  try {
    create(to);
    return;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const temporary = temporaryBeside(to);
  try {
    create(temporary);
    rename(temporary, to);
  } finally {
    // A rename between two names of one inode does nothing and leaves both.
    unlinkIfPresent(temporary);
  }
}
