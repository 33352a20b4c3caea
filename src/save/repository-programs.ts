import { posix } from 'node:path';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { readDirectory } from '../system/fs.ts';
import { gitReadingName } from '../units/git-text.ts';
import { stringValues } from '../units/rust-text.ts';

/** Programs and build descriptions by their names; others by `#!`. */
const PROGRAMS = /(?:\.(?:sh|bash|py|pl|rb|m?js|mk|cmake)|(?:^|\/)(?:[Mm]akefile|CMakeLists\.txt|configure|meson\.build))$/;

/** Longer texts are no programs of a person's. */
const LONGEST = 1024 * 1024;

/**
 * How a build script may read git by a program of the repository that its text names, or by the build description in a
 * directory that it names.
 *
 * @param root the package's, where the script is run; relative to the worktree
 */
export function gitInPrograms(sources: Iterable<string>, root: string, contents: WorktreeContents): string | null {
  for (const source of sources) {
    for (const value of stringValues(source)) {
      if (value === '' || value.length > 200 || value.startsWith('/') || /[\0\n]/.test(value)) continue;
      const named = posix.normalize(posix.join(root, value)).replace(/\/$/, '');
      if (named.startsWith('..')) continue;
      for (const path of programsAt(named, contents)) {
        const bytes = contents.bytes(path);
        if (bytes === undefined || bytes.length > LONGEST) continue;
        const text = bytes.toString('utf8');
        if (!PROGRAMS.test(path) && !text.startsWith('#!')) continue;
        if (gitReadingName(text) !== undefined) return `${path} names git`;
      }
    }
  }
  return null;
}

function programsAt(path: string, contents: WorktreeContents): string[] {
  switch (contents.times(path)?.kind) {
    case 'file':
      return [path];
    case 'directory':
      return readDirectory(contents.absolute(path))
        .filter((entry) => entry.isFile() && PROGRAMS.test(entry.name))
        .map((entry) => posix.join(path, entry.name));
    case undefined:
      return [];
  }
}
