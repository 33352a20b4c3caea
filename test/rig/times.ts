import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Long before any build: what a file restored by an archiver or a careless tool carries. */
export const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** Sets a file's mtime (and so its ctime to now). */
export function setModified(path: string, when: Date): void {
  utimesSync(path, when, when);
}

/** Gives every file and directory of a tree, but `.git` and `target`, an mtime before any build. */
export function backdate(tree: string): void {
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
