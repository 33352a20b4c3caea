import type { HeadState } from './head.ts';
import { headState } from './head.ts';
import { gitSync } from './run-git.ts';
import { tagState, type TagState } from './tags.ts';

/** All that a program which reads git may see of a worktree. */
export interface GitState {
  readonly head: HeadState | null;
  readonly tags: () => TagState;
  /** What git calls changed, staged or untracked, the first of it; null where all is as in HEAD. */
  readonly dirty: () => string | null;
}

export function gitState(root: string): GitState {
  let tags: TagState | undefined;
  let dirty: string | null | undefined;
  return {
    head: headState(root),
    tags: () => (tags ??= tagState(root)),
    dirty: () => (dirty === undefined ? (dirty = firstChange(root)) : dirty),
  };
}

/** Ignored files do not count, as they do not for `git describe --dirty` and `git status`. */
function firstChange(root: string): string | null {
  const status = gitSync(root, ['status', '--porcelain', '-z', '--untracked-files=normal']);
  if (!status.ok) return 'git does not say';
  const [entry = ''] = status.value.stdout.toString('utf8').split('\0', 1);
  return entry === '' ? null : entry.slice('XY '.length);
}
