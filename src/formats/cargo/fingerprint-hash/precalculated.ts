import type { AbsolutePath, TimeNs } from '../../../system/brand.ts';
import { readDirectoryOrder } from '../../../system/fs.ts';
import type { WorktreeListing } from '../../git/listing.ts';
import { listPackageFiles, type PackageFile } from './package-files.ts';

export interface Precalculated {
  /** For example `1763886362.041234567s (src/lib.rs)`. */
  readonly value: string;
  readonly newestNs: TimeNs;
}

/**
 * The value that cargo hashes for a path package's build script without any `rerun-if-*`, and for its
 * documentation: the newest mtime among the package's files, and the first file that has it
 * (`sources/path.rs::fingerprint` and `last_modified_file`).
 *
 * Cargo's rules for which files count are followed only in part, so use this where the same call in the donor
 * gives the donor's stored value: then both sides of the comparison are understood.
 *
 * Ask for it before the contents of the package's files are compared, and not within a clock tick of `newestNs`:
 * an edit made meanwhile must give cargo another value than this one.
 *
 * @param o.packageRoot relative to the worktree, `''` for its root
 * @returns `undefined` where the package is of a kind that is not understood (see `listPackageFiles`)
 */
export function precalculatedValue(o: {
  readonly worktree: AbsolutePath;
  readonly packageRoot: string;
  readonly listing: WorktreeListing;
}): Precalculated | undefined {
  const files = listPackageFiles(o.worktree, o.packageRoot, o.listing);
  if (files === undefined) return undefined;
  let newestNs = 0n as TimeNs;
  let newest: PackageFile[] = [];
  for (const file of files) {
    if (file.mtimeNs < newestNs || file.mtimeNs === 0n) continue;
    if (file.mtimeNs > newestNs) newest = [];
    newestNs = file.mtimeNs;
    newest.push(file);
  }
  const root = o.packageRoot === '' ? o.worktree : `${o.worktree}/${o.packageRoot}`;
  const first = firstListed(root, newest);
  return first === undefined ? undefined : { value: `${seconds(newestNs)} (${first})`, newestNs };
}

/** Whether a stored value is of the kind that holds an mtime: other sources store a version or a commit. */
export function isPrecalculatedMtime(value: string): boolean {
  return /^\d+\.\d{9}s \(.*\)$/s.test(value);
}

/** `impl Display for FileTime`: whole seconds, nine digits, `s`. */
function seconds(timeNs: bigint): string {
  return `${timeNs / 1_000_000_000n}.${(timeNs % 1_000_000_000n).toString().padStart(9, '0')}s`;
}

/**
 * A checkout gives many files the same mtime, down to the kernel's clock tick, and cargo keeps the first one that it
 * lists: it walks depth first, in the order in which the file system gives the names (gix-dir `walk/readdir.rs`),
 * then takes the tracked files of `target/` in byte order.
 */
function firstListed(root: string, files: readonly PackageFile[]): string | undefined {
  const walked = files.filter((file) => !file.last).map((file) => file.path);
  if (walked.length === 0) return firstInByteOrder(files.map((file) => file.path));
  let candidates = walked;
  let directory = '';
  while (candidates.length > 1) {
    const parts = groupByNextPart(candidates, directory.length);
    const names = parts.size === 1 ? [...parts.keys()] : readDirectoryOrder(`${root}/${directory}`);
    const name = names.find((entry) => parts.has(entry));
    if (name === undefined) return undefined;
    candidates = parts.get(name) ?? [];
    directory += `${name}/`;
  }
  return candidates[0];
}

/** Groups paths by the part that begins at `start`. */
function groupByNextPart(paths: readonly string[], start: number): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const slash = path.indexOf('/', start);
    const part = slash < 0 ? path.slice(start) : path.slice(start, slash);
    const group = groups.get(part);
    if (group === undefined) groups.set(part, [path]);
    else group.push(path);
  }
  return groups;
}

function firstInByteOrder(paths: readonly string[]): string | undefined {
  return paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))[0];
}
