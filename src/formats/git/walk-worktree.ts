import { isForbidden, lstat, readSome } from '../../system/fs.ts';

export interface Walked {
  readonly rust: readonly string[];
  /** Directories that are repositories of their own. */
  readonly repositories: readonly string[];
  /** Directories that there is too much in. */
  readonly unread: readonly string[];
}

/** Files that mark a build directory: cargo leaves out the first where the directory was there before it. */
const BUILD_DIRECTORY_MARKS = ['CACHEDIR.TAG', '.rustc_info.json'] as const;

/**
 * Rust files and repositories below `root`. Directories with files that git knows are looked at all, as git does; of the
 * others, all together, no more than `most` entries. What cannot be read holds nothing for a compiler either.
 */
export function walkWorktree(root: string, known: readonly (readonly string[])[], most: number): Walked {
  const directories = new Set(known.flatMap((paths) => paths.flatMap(directoriesAbove)));
  const [rust, repositories, unread]: [string[], string[], string[]] = [[], [], []];
  const later: string[] = [];
  let left = most;
  const look = (directory: string, limit: number): void => {
    const at = directory === '' ? root : `${root}/${directory}`;
    if (directory !== '' && holds(at, '.git')) {
      repositories.push(directory);
      return;
    }
    if (BUILD_DIRECTORY_MARKS.some((name) => holds(at, name))) return;
    const entries = readSome(at, limit);
    if (limit !== Number.POSITIVE_INFINITY) left -= entries.length;
    if (entries.length >= limit) unread.push(directory);
    for (const entry of entries) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (!entry.isDirectory()) {
        if (entry.name.endsWith('.rs')) rust.push(path);
      } else if (entry.name !== '.git' && entry.name !== 'node_modules') {
        if (directories.has(path)) look(path, Number.POSITIVE_INFINITY);
        else later.push(path);
      }
    }
  };
  look('', Number.POSITIVE_INFINITY);
  // Level by level: one directory with much in it must not hide the others.
  for (let path = later.shift(); path !== undefined; path = later.shift()) {
    if (left > 0) look(path, left);
    else unread.push(path);
  }
  return { rust, repositories, unread };
}

function directoriesAbove(path: string): string[] {
  const above: string[] = [];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) above.push(path.slice(0, slash));
  return above;
}

function holds(directory: string, name: string): boolean {
  try {
    return lstat(`${directory}/${name}`) !== undefined;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}
