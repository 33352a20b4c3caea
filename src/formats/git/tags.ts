import { readDirectory, readText, stat } from '../../system/fs.ts';
import { gitDirectories } from './head.ts';
import { gitSync } from './run-git.ts';

export interface TagState {
  /** A line for each tag: its name and what it points at; sorted. */
  readonly tags: readonly string[];
  /** Nanoseconds: the tags are as they were at this time, or not known to be; null where no file tells. */
  readonly movedNs: bigint | null;
}

/** The tags of the repository that the worktree at `root` belongs to: `git describe` says other words after a new one. */
export function tagState(root: string): TagState {
  const common = gitDirectories(root)?.common;
  if (common === undefined) return { tags: [], movedNs: null };
  const tables = stat(`${common}/reftable/tables.list`);
  if (tables !== undefined) return byGit(root, tables.mtimeNs);
  const packed = readText(`${common}/packed-refs`) ?? '';
  const found = new Map<string, string>();
  for (const [, id = '', name = ''] of packed.matchAll(/^([0-9a-f]+) refs\/tags\/(.+)$/gm)) found.set(name, id);
  let movedNs = found.size === 0 ? 0n : (stat(`${common}/packed-refs`)?.mtimeNs ?? 0n);
  const walk = (directory: string, prefix: string): void => {
    movedNs = later(movedNs, stat(directory)?.mtimeNs);
    for (const entry of readDirectory(directory)) {
      const at = `${directory}/${entry.name}`;
      if (entry.isDirectory()) {
        walk(at, `${prefix}${entry.name}/`);
        continue;
      }
      movedNs = later(movedNs, stat(at)?.mtimeNs);
      found.set(prefix + entry.name, readText(at)?.trim() ?? '');
    }
  };
  walk(`${common}/refs/tags`, '');
  return { tags: [...found].map(([name, id]) => `${name} ${id}`).sort(), movedNs };
}

function byGit(root: string, movedNs: bigint): TagState {
  const listed = gitSync(root, ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/tags']);
  if (!listed.ok) return { tags: [], movedNs: null };
  return { tags: listed.value.stdout.toString('utf8').split('\n').filter((line) => line !== ''), movedNs };
}

function later(a: bigint, b: bigint | undefined): bigint {
  return b !== undefined && b > a ? b : a;
}
