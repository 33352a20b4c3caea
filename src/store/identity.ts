import { lstat, type FileStat } from '../system/fs.ts';
import type { Manifest, ManifestFile } from '../units/model.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';

/** How a blob differs from what was stored. */
export type BlobProblem =
  | { readonly reason: 'absent' }
  | { readonly reason: 'kind' | 'device' | 'inode' | 'size' | 'mtime' | 'mode'; readonly stored: string; readonly found: string };

/** The path of a blob; `name` comes from a manifest that was checked when it was read. */
export function blobPath(store: Store, manifest: Manifest, name: string): string {
  return `${storePaths.unit(store.root, manifest.key)}/${name}`;
}

/**
 * Whether a blob is still the file that was stored: `undefined` means yes. One lstat.
 *
 * On file systems without reflinks the blob is the donor's own inode, so a program edited in place
 * (`strip`, `patchelf`, `chmod`) changes it here too; it shows in size, time or mode.
 * The device is compared with the store's as mounted now: its number may change with every boot
 * (always on btrfs), while a blob on another device than the store cannot be ours.
 */
export function blobProblem(store: Store, manifest: Manifest, file: ManifestFile): BlobProblem | undefined {
  if (file.content.at !== 'blob') return undefined;
  const stat = lstat(blobPath(store, manifest, file.content.name));
  if (stat === undefined) return { reason: 'absent' };
  return stampDifference({ store, file, ino: file.content.ino, stat });
}

interface Comparison {
  readonly store: Store;
  readonly file: ManifestFile;
  readonly ino: string;
  readonly stat: FileStat;
}

function stampDifference({ store, file, ino, stat }: Comparison): BlobProblem | undefined {
  if (stat.kind !== 'file') return { reason: 'kind', stored: 'file', found: stat.kind };
  if (stat.dev !== store.dev) return { reason: 'device', stored: String(store.dev), found: String(stat.dev) };
  if (String(stat.ino) !== ino) return { reason: 'inode', stored: ino, found: String(stat.ino) };
  if (stat.size !== file.size) return { reason: 'size', stored: String(file.size), found: String(stat.size) };
  if (String(stat.mtimeNs) !== file.mtimeNs) {
    return { reason: 'mtime', stored: file.mtimeNs, found: String(stat.mtimeNs) };
  }
  if ((file.mode & ~stat.mode & NEEDED) !== 0 || ((stat.mode ^ file.mode) & SPECIAL) !== 0) return { reason: 'mode', stored: file.mode.toString(8), found: stat.mode.toString(8) };
  return undefined;
}

/** That the owner can read and start it, and as whom: what else `chmod -R` changes in one worktree harms no other. */
const NEEDED = 0o500;
const SPECIAL = 0o7000;

/** The first damaged blob of a unit. */
export function damageOf(
  store: Store,
  manifest: Manifest,
): { readonly file: ManifestFile; readonly problem: BlobProblem } | undefined {
  for (const file of manifest.files) {
    const problem = blobProblem(store, manifest, file);
    if (problem !== undefined) return { file, problem };
  }
  return undefined;
}
