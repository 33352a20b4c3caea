import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

interface TreeEntry {
  /** SHA-256 of a file's bytes, `-> target` of a symlink, `directory`. */
  readonly content: string;
  readonly mtimeNs: bigint;
  readonly mode: number;
  readonly ino: bigint;
}

export type Tree = ReadonlyMap<string, TreeEntry>;

/** Everything below `root` (itself included, as `.`) with content, mtime, mode and inode. */
export function snapshotTree(root: string): Tree {
  const entries = new Map<string, TreeEntry>();
  visit(root, '.', entries);
  return entries;
}

function visit(root: string, relative: string, entries: Map<string, TreeEntry>): void {
  const path = join(root, relative);
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return;
  const content = stat.isSymbolicLink()
    ? `-> ${readlinkSync(path)}`
    : stat.isDirectory()
      ? 'directory'
      : stat.isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : 'special';
  entries.set(relative, { content, mtimeNs: stat.mtimeNs, mode: Number(stat.mode & 0o7777n), ino: stat.ino });
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path)) visit(root, relative === '.' ? name : join(relative, name), entries);
}

/** How `after` differs from `before`: `path: what`, sorted; empty when nothing did. */
export function compareTrees(before: Tree, after: Tree): string[] {
  const differences: string[] = [];
  for (const [path, was] of before) {
    const is = after.get(path);
    if (is === undefined) differences.push(`${path}: removed`);
    else differences.push(...compareEntries(path, was, is));
  }
  for (const path of after.keys()) if (!before.has(path)) differences.push(`${path}: added`);
  return differences.sort();
}

function compareEntries(path: string, was: TreeEntry, is: TreeEntry): string[] {
  const changed: string[] = [];
  if (was.content !== is.content) changed.push(`${path}: content`);
  if (was.mtimeNs !== is.mtimeNs) changed.push(`${path}: mtime`);
  if (was.mode !== is.mode) changed.push(`${path}: mode`);
  if (was.ino !== is.ino) changed.push(`${path}: inode`);
  return changed;
}

/** Bytes allocated below `root`, each inode once, and not those whose inode is in `except`. */
export function physicalBytes(root: string, except: ReadonlySet<bigint> = new Set()): number {
  const seen = new Set(except);
  let total = 0;
  const walk = (path: string): void => {
    const stat = lstatSync(path, { bigint: true });
    if (!seen.has(stat.ino)) {
      seen.add(stat.ino);
      total += Number(stat.blocks) * 512;
    }
    if (stat.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
  };
  walk(root);
  return total;
}

/** The inodes below `root`: see {@link physicalBytes}. */
export function inodes(root: string): Set<bigint> {
  return new Set([...snapshotTree(root).values()].map((entry) => entry.ino));
}
