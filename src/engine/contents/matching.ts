import { posix } from 'node:path';
import ignore from 'ignore';
import type { Sha256 } from '../../system/brand.ts';
import { lstat, readDirectory } from '../../system/fs.ts';
import { sha256 } from '../../units/identity.ts';
import type { WorktreeContents } from './worktree-contents.ts';

/** What is not walked into: git's, and what cargo builds. */
interface Place {
  readonly contents: WorktreeContents;
  /** Absolute. */
  readonly built: readonly string[];
}

/**
 * The files that a path or glob names, sorted; all below it for a directory. Git's rules for patterns with a slash: `*`
 * within a name, `**` over directories. Relative to the worktree. Links are not followed.
 */
export function matching(pattern: string, place: Place): string[] {
  const plain = posix.normalize(pattern).replace(/\/$/, '');
  const base = fixedPart(pattern);
  const isGlob = base !== plain;
  const matcher = ignore().add(`/${plain}`);
  return [...filesBelow(base, place, 0)].filter((path) => !isGlob || matcher.ignores(path)).sort();
}

/** The directory, or path, in front of the first part with a wildcard; `''` for the root. */
export function fixedPart(pattern: string): string {
  const parts = posix.normalize(pattern).split('/');
  const at = parts.findIndex((part) => /[*?[\\]/.test(part));
  return at === -1 ? posix.normalize(pattern).replace(/\/$/, '') : parts.slice(0, at).join('/');
}

/** Names and contents of what a pattern matches. */
export function matchingDigest(pattern: string, place: Place): Sha256 {
  const lines = matching(pattern, place).map((path) => `${path}\0${place.contents.file(path)?.sha256 ?? 'none'}`);
  return sha256(lines.join('\n'));
}

function* filesBelow(path: string, place: Place, depth: number): Generator<string> {
  const absolute = place.contents.absolute(path);
  const kind = lstat(absolute)?.kind;
  if (kind === undefined) return;
  if (kind !== 'directory') yield path;
  if (kind !== 'directory' || depth > DEEPEST || place.built.includes(absolute)) return;
  for (const { name } of readDirectory(absolute)) {
    if (name !== '.git') yield* filesBelow(path === '' ? name : `${path}/${name}`, place, depth + 1);
  }
}

/** Deeper than any directory of sources. */
const DEEPEST = 64;
