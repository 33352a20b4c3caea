import { lstat } from '../../system/fs.ts';

/** Tells whether a path below a root is reached through real directories alone. */
export type IsPlain = (relative: string) => boolean;

/**
 * Guards deletions: a symbolic link among the directories above a path would lead out of the root.
 * What the path itself is does not count: a link is deleted, never followed.
 */
export function plainPaths(root: string): IsPlain {
  const known = new Map<string, boolean>([['', lstat(root)?.kind === 'directory']]);
  const isPlainDirectory = (relative: string): boolean => {
    const before = known.get(relative);
    if (before !== undefined) return before;
    const plain = isPlainDirectory(parentOf(relative)) && lstat(`${root}/${relative}`)?.kind === 'directory';
    known.set(relative, plain);
    return plain;
  };
  return (relative) => !relative.split('/').includes('..') && isPlainDirectory(parentOf(relative));
}

function parentOf(relative: string): string {
  const slash = relative.lastIndexOf('/');
  return slash === -1 ? '' : relative.slice(0, slash);
}
