import type { WorktreeContents } from '../contents/worktree-contents.ts';

/** Where files may come that are in no commit, as far as cargo can watch for them; absolute. */
export interface NewNames {
  /** The outermost directories in which nothing is built: cargo looks at all that is below. */
  readonly directories: readonly string[];
  /** What is not there now. */
  readonly absent: readonly string[];
}

interface Here {
  readonly contents: WorktreeContents;
  readonly tracked: () => readonly string[];
  readonly built: readonly string[];
}

/**
 * Code that nothing is known of may read any file that comes between warming and the first build. A directory that holds a
 * build, most often the worktree itself, cannot be watched, for the build would be seen: of what comes right there only the
 * names that `.gitignore` gives in full (`.env`) are.
 */
export function newNames({ contents, tracked, built }: Here): NewNames {
  const directories = new Set<string>();
  const holding = new Set([contents.absolute('')]);
  for (const path of tracked()) {
    const parts = path.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count += 1) {
      const directory = contents.absolute(parts.slice(0, count).join('/'));
      const holdsBuilds = built.some((place) => place === directory || place.startsWith(`${directory}/`));
      (holdsBuilds ? holding : directories).add(directory);
      if (!holdsBuilds) break;
    }
  }
  const names = ignoredNames(contents);
  const unbuilt = [...holding].flatMap((directory) => names.map((name) => `${directory}/${name}`)).filter((path) => !built.includes(path));
  return {
    directories: [...directories].filter((directory) => contents.times(directory)?.kind === 'directory'),
    absent: unbuilt.filter((path) => contents.times(path) === undefined),
  };
}

/** Names without a pattern in them (gitignore(5)). */
function ignoredNames(contents: WorktreeContents): string[] {
  const lines = contents.bytes('.gitignore')?.toString('utf8').split('\n') ?? [];
  const names = lines.map((line) => line.trim().replace(/^\/|\/$/g, ''));
  return [...new Set(names)].filter((name) => name !== '' && !/[#!*?[\\/]/.test(name));
}
