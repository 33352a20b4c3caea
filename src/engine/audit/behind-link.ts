import { posix } from 'node:path';
import type { ObservedProcess } from '../observer/observed.ts';
import { lstat } from '../../system/fs.ts';

/**
 * The first path below `directory` that goes up by `..` right behind a symbolic link: it leads to where the link leads, and
 * not to where its words do. Undefined: there is none.
 */
export function upBehindLink(processes: readonly ObservedProcess[], directory: string): string | undefined {
  for (const { records } of processes) {
    for (const record of records) {
      if ('errno' in record && record.path.startsWith(`${directory}/`) && goesUpBehindLink(record.path, directory)) return record.path.slice(directory.length + 1);
    }
  }
  return undefined;
}

function goesUpBehindLink(path: string, directory: string): boolean {
  if (!path.includes('/..')) return false;
  let at = '';
  for (const part of path.split('/').slice(1)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') at = `${at}/${part}`;
    else if (at.startsWith(`${directory}/`) && lstat(at)?.kind === 'symlink') return true;
    else at = posix.dirname(at);
  }
  return false;
}
