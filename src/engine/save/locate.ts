import { normalize, posix } from 'node:path';
import { stat } from '../../system/fs.ts';
import { isBelow, type Donor } from './donor.ts';

/** Where a path that cargo or rustc wrote down lies. */
export type Located =
  /** Relative to the worktree. */
  | { readonly in: 'worktree'; readonly path: string }
  /** Below the build directory: placed together with the unit that made it. */
  | { readonly in: 'build-directory'; readonly path: string }
  /** Of the machine: absolute. */
  | { readonly in: 'machine'; readonly path: string }
  /** `..` across a symbolic link: where it leads elsewhere cannot be told from its text. */
  | { readonly in: 'doubt'; readonly path: string };

/** Locates `path`, as written by a process that ran in `base`. */
export function locate(path: string, base: string, donor: Donor): Located {
  const raw = path.startsWith('/') ? path : `${base}/${path}`;
  const normal = normalize(raw);
  if (raw.includes('/../') && !sameFile(raw, normal)) return { in: 'doubt', path: raw };
  if (isBelow(normal, donor.buildDirectory)) return { in: 'build-directory', path: normal };
  if (isBelow(normal, donor.worktree)) return { in: 'worktree', path: normal.slice(donor.worktree.length + 1) };
  return { in: 'machine', path: normal };
}

/**
 * The path by which another worktree finds the file that it would read: one that was written relative to the worktree and
 * leads out of it (`../words.txt`) leads elsewhere from where that one lies.
 */
export function pathFromWorktree(at: Located, written: string, { worktree }: Pick<Donor, 'worktree'>): string {
  return at.in === 'machine' && !written.startsWith('/') ? posix.relative(worktree, at.path) : at.path;
}

function sameFile(a: string, b: string): boolean {
  const [x, y] = [stat(a), stat(b)];
  return x === undefined ? y === undefined : y !== undefined && x.dev === y.dev && x.ino === y.ino;
}
