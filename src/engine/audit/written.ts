import { posix } from 'node:path';
import { readDirectory } from '../../system/fs.ts';
import { readLog } from '../observer/read-log.ts';
import { isBelow } from '../save/donor.ts';
import type { Mirror, Question } from './model.ts';

/** What anything that has run in a mirror has written into the source tree there: paths relative to the worktree. */
export function writtenInto(log: string, { worktree, buildDirectory }: Mirror): string[] {
  const directories = readDirectory(log).flatMap((entry) => (entry.isDirectory() ? [`${log}/${entry.name}`] : []));
  const records = [log, ...directories].flatMap(readLog).flatMap((process) => process.records);
  const written = new Set<string>();
  for (const record of records) {
    if (record.kind !== 'write' || record.errno !== 0) continue;
    const path = posix.normalize(record.path);
    if (path.startsWith(`${worktree}/`) && !path.startsWith(`${buildDirectory}/`)) written.add(path.slice(worktree.length + 1));
  }
  return [...written];
}

/**
 * Whether what was written there may be in the answer: it is looked up when all have run, and who asked before was told
 * something else.
 */
export function mayTellOf(question: Question, written: readonly string[]): boolean {
  switch (question.ask) {
    case 'file':
    case 'kind':
    case 'link':
      return written.some((path) => isWithin(question.path, path));
    case 'listing':
      return written.some((path) => isWithin(question.path, path) || above(path) === question.path);
    case 'tree':
      return written.some((path) => isWithin(question.path, path) || isWithin(path, question.path));
    case 'git':
      return written.length > 0;
    default:
      return false;
  }
}

function isWithin(path: string, directory: string): boolean {
  return directory === '' || isBelow(path, directory);
}

function above(path: string): string {
  return path.includes('/') ? posix.dirname(path) : '';
}
