import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, lutimesSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Long before any build: what a file restored by an archiver or a careless tool carries. */
export const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** Sets a file's mtime (and so its ctime to now). */
export function setModified(path: string, when: Date): void {
  utimesSync(path, when, when);
}

/** Gives every file and directory of a tree, but `.git` and `target`, an mtime before any build. */
function backdate(tree: string): void {
  execFileSync('find', [
    tree, '(', '-name', '.git', '-o', '-name', 'target', ')', '-prune',
    '-o', '-exec', 'touch', '-h', '-d', LONG_AGO.toISOString(), '{}', '+',
  ]);
}

/** `cp -a`: what the naive recipes do with a target directory. */
export function copyTree(from: string, to: string): void {
  execFileSync('cp', ['-a', '-T', from, to]);
}

/** The naive way to a warm worktree that every hazard is shown with: old sources, copied target directory. */
export function copyTarget(from: string, to: string): void {
  backdate(to);
  copyTree(join(from, 'target'), join(to, 'target'));
}

/** Sets a symlink's own mtime, not its target's. */
export function setLinkModified(path: string, when: Date): void {
  lutimesSync(path, when, when);
}

/** Gives every file below `to` the times of the file of the same name below `from`. */
export function copyTimes(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.name === '.git' || entry.name === 'target') continue;
    const here = join(to, entry.name);
    if (!existsSync(here)) continue;
    if (entry.isDirectory()) copyTimes(join(from, entry.name), here);
    execFileSync('touch', ['-h', '-r', join(from, entry.name), here]);
  }
}

/** Sets the mtime of every file below `root` whose name matches. */
export function stampFiles(root: string, name: RegExp, when: Date): void {
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && name.test(entry.name)) setModified(join(entry.parentPath, entry.name), when);
  }
}

/** Moves the times of everything below `root` by so much: as if it had been written under another clock. */
export function shiftTimes(root: string, byMs: number): void {
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mtimeMs } = lstatSync(path);
    lutimesSync(path, (mtimeMs + byMs) / 1000, (mtimeMs + byMs) / 1000);
  }
}
