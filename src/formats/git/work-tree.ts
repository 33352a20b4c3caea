import type { HeadState } from './head.ts';
import { headState } from './head.ts';
import { gitSync } from './run-git.ts';
import { tagState, type TagState } from './tags.ts';

/** All that a program which reads git may see of a worktree. */
export interface GitState {
  readonly head: HeadState | null;
  readonly tags: () => TagState;
  /** What git calls changed, staged or untracked, or was told not to look at, the first of it; null where all is as in HEAD. */
  readonly dirty: () => string | null;
}

export function gitState(root: string): GitState {
  let tags: TagState | undefined;
  let dirty: string | null | undefined;
  return {
    head: headState(root),
    tags: () => (tags ??= tagState(root)),
    dirty: () => (dirty === undefined ? (dirty = firstChange(root) ?? firstUnlooked(root)) : dirty),
  };
}

/** Ignored files do not count, as they do not for `git describe --dirty` and `git status`. */
function firstChange(root: string): string | null {
  const status = gitSync(root, ['status', '--porcelain', '-z', '--untracked-files=normal']);
  if (!status.ok) return 'git does not say';
  const [entry = ''] = status.value.stdout.toString('utf8').split('\0', 1);
  return entry === '' ? null : entry.slice('XY '.length);
}

/**
 * A tracked file that `git status` passes by, whatever it holds: `git update-index --skip-worktree` and `--assume-unchanged`,
 * with which people keep settings of their own. A sparse checkout marks so what is not there (git-ls-files(1), `-t` and `-v`).
 */
function firstUnlooked(root: string): string | null {
  const listed = gitSync(root, ['ls-files', '-z', '-v']);
  if (!listed.ok) return 'git does not say';
  const line = listed.value.stdout.toString('utf8').split('\0').find((each) => /^[a-zS] /.test(each));
  return line?.slice('S '.length) ?? null;
}
