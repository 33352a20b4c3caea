import { hash } from 'node:crypto';
import { join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readText, stat } from '../../system/fs.ts';
import { makeDirectoriesBelow } from '../../system/move.ts';
import { writeAtomically } from '../../system/write.ts';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';

/**
 * What the shells of a clone's worktrees were seen to name, which no file tells: other shells, a git without one, and a
 * fresh worktree do not know it.
 */
export interface SeenBuilds {
  readonly directories: readonly SeenDirectory[];
  /** Programs of the repository that were seen to compile, relative to a worktree. */
  readonly compilers: readonly string[];
}

/** A directory that a variable named, and in which the worktree's shell found units. */
export interface SeenDirectory {
  readonly worktree: AbsolutePath;
  /** Relative to the worktree. */
  readonly workspace: string;
  readonly targetDirectory: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  /** Whether it was known for the worktree's own when its units were judged. */
  readonly own: boolean;
}

const NOTHING: SeenBuilds = { directories: [], compilers: [] };

/** Far more than anybody has; the oldest go. */
const MOST = 500;

/** Only a memory: unreadable or damaged means nothing was seen. */
export function readSeenBuilds(store: Store, repository: AbsolutePath): SeenBuilds {
  const text = attempt(() => readText(seenPath(store, repository)));
  return text.ok && text.value !== undefined ? seenBuildsIn(text.value) : NOTHING;
}

/** What the text of the file says. */
export function seenBuildsIn(text: string): SeenBuilds {
  try {
    const value = JSON.parse(text) as Partial<SeenBuilds> | null;
    const { directories, compilers } = value ?? {};
    return {
      directories: Array.isArray(directories) ? directories.filter(isSeenDirectory) : [],
      compilers: Array.isArray(compilers) ? compilers.filter((path) => typeof path === 'string' && isInside(path)) : [],
    };
  } catch {
    return NOTHING;
  }
}

/** Adds what was seen now; of worktrees that are gone nothing is kept. */
export function rememberBuilds(store: Store, repository: AbsolutePath, now: SeenBuilds): void {
  const known = readSeenBuilds(store, repository);
  const directories = new Map(known.directories.map((seen) => [keyOf(seen), seen]));
  const compilers = new Set([...known.compilers, ...now.compilers]);
  const news = now.directories.filter((seen) => directories.get(keyOf(seen))?.own !== seen.own);
  for (const seen of news) directories.set(keyOf(seen), seen);
  if (store.unwritable !== undefined || (news.length === 0 && compilers.size === known.compilers.length)) return;
  const present = [...directories.values()].filter(({ worktree }) => stat(worktree) !== undefined);
  const path = seenPath(store, repository);
  attempt(() => {
    makeDirectoriesBelow(store.root, join(path, '..'), 0o700);
    writeAtomically(path, JSON.stringify({ directories: present.slice(-MOST), compilers: [...compilers].slice(-MOST) }), { mode: 0o600 });
  });
}

function keyOf({ worktree, workspace, buildDirectory }: SeenDirectory): string {
  return `${worktree}\0${workspace}\0${buildDirectory}`;
}

function seenPath(store: Store, repository: AbsolutePath): string {
  return join(storePaths.targets(store.root), `seen-${hash('sha256', repository, 'hex').slice(0, 16)}.json`);
}

function isSeenDirectory(value: unknown): value is SeenDirectory {
  const seen = value as Partial<SeenDirectory> | null;
  if (typeof seen !== 'object' || typeof seen?.workspace !== 'string' || !isInside(seen.workspace) || typeof seen.own !== 'boolean') return false;
  return [seen.worktree, seen.targetDirectory, seen.buildDirectory].every((path) => typeof path === 'string' && path.startsWith('/') && !hasDots(path));
}

function isInside(path: string): boolean {
  return !path.startsWith('/') && !hasDots(path);
}

function hasDots(path: string): boolean {
  return path.split('/').includes('..');
}
