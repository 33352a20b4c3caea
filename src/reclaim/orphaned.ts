import { dirname } from 'node:path';
import type { Worktree } from '../git/worktrees.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { lstat, readDirectory, readText, realpath } from '../system/fs.ts';
import { cargoContents, profilesIn } from './cargo-contents.ts';
import type { WithoutBytes } from './finding.ts';
import type { InUse } from './places.ts';

/** A target or build directory whose worktree is gone. */
export interface Orphan {
  readonly directory: AbsolutePath;
  readonly worktree: AbsolutePath;
}

export interface OrphanQuestion {
  readonly inUse: InUse;
  readonly worktrees: readonly Worktree[];
  /** Directories that were built in once, from the store's memory. */
  readonly remembered: readonly AbsolutePath[];
}

/**
 * Directories that nothing builds in any more: looked for among those that the store remembers, beside the places
 * outside their worktrees (`CARGO_TARGET_DIR=../targets/b`), and as `target` beside the worktrees (what a
 * `git worktree remove` leaves when a build was writing). Proof is the `.d` that cargo puts beside a final artifact, with
 * the absolute paths of all sources: none of this repository's may be left.
 */
export function findOrphans(question: OrphanQuestion): Orphan[] {
  const { inUse, worktrees } = question;
  const used = inUse.places.flatMap((place) => [place.buildDirectory, place.targetDirectory]);
  const orphans: Orphan[] = [];
  for (const directory of candidates(question)) {
    if (used.some((path) => overlaps(path, directory))) continue;
    if (worktrees.some(({ path }) => path === directory || path.startsWith(`${directory}/`))) continue;
    const owner = ownerOf(directory, inUse);
    if (owner !== undefined && isGone(owner, worktrees)) orphans.push({ directory, worktree: owner });
  }
  return orphans;
}

export function orphanContents({ directory, worktree }: Orphan): WithoutBytes[] {
  const paths = cargoContents(directory, { nested: true });
  if (paths === undefined || paths.length === 0) return [];
  return [{ kind: 'orphaned', reason: { reason: 'worktree-gone', worktree }, directory, worktree: undefined, count: 0, paths, merges: [] }];
}

function candidates({ inUse, worktrees, remembered }: OrphanQuestion): Set<AbsolutePath> {
  const parents = new Set<string>();
  for (const { targetDirectory, buildDirectory, worktrees: users } of inUse.places) {
    for (const directory of [targetDirectory, buildDirectory]) {
      if (!users.some((worktree) => directory.startsWith(`${worktree}/`))) parents.add(dirname(directory));
    }
  }
  const found = new Set<AbsolutePath>();
  const add = (path: string): void => {
    // A link is not looked behind: what it leads to is another's.
    if (lstat(path)?.kind !== 'directory') return;
    const real = realpath(path);
    if (real !== undefined) found.add(real);
  };
  for (const parent of parents) for (const { name } of readDirectory(parent)) add(`${parent}/${name}`);
  const homes = new Set(worktrees.filter(({ main }) => !main).map(({ path }) => dirname(path)));
  for (const home of homes) for (const { name } of readDirectory(home)) add(`${home}/${name}/target`);
  remembered.forEach(add);
  return found;
}

/** The worktree whose sources a directory was built from; undefined where that cannot be told, or not for sure. */
function ownerOf(directory: AbsolutePath, inUse: InUse): AbsolutePath | undefined {
  const sources = finalSources(directory);
  if (sources === undefined || sources.size === 0) return undefined;
  const tracked = [...inUse.files.values()];
  const votes = new Map<string, number>();
  for (const source of sources) {
    for (let slash = source.indexOf('/', 1); slash !== -1; slash = source.indexOf('/', slash + 1)) {
      const file = source.slice(slash + 1);
      if (tracked.some((files) => files.has(file))) votes.set(source.slice(0, slash), (votes.get(source.slice(0, slash)) ?? 0) + 1);
    }
  }
  // Of two roots with as many files the shorter one has the longer, more telling names in it.
  const [best] = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length);
  if (best === undefined || best[1] * 2 < sources.size) return undefined;
  const [root] = best;
  const left = [...sources].some((source) => source.startsWith(`${root}/`) && lstat(source) !== undefined);
  return left ? undefined : (root as AbsolutePath);
}

/**
 * What the final artifacts were built from, from the `.d` files beside them (`output: input input`, absolute; cargo's
 * `core/compiler/output_depinfo.rs`). Undefined where a path is relative (`build.dep-info-basedir`).
 */
function finalSources(directory: AbsolutePath): Set<string> | undefined {
  const sources = new Set<string>();
  for (const profile of profilesIn(directory)) {
    for (const entry of readDirectory(`${directory}/${profile}`)) {
      if (!entry.isFile() || !entry.name.endsWith('.d')) continue;
      for (const line of (readText(`${directory}/${profile}/${entry.name}`) ?? '').split('\n')) {
        const inputs = line.slice(line.indexOf(': ') + 2).split(/(?<!\\) /).filter((path) => path !== '');
        if (line === '' || line.endsWith(':')) continue;
        for (const input of inputs) {
          const path = input.replaceAll('\\ ', ' ');
          if (!path.startsWith('/')) return undefined;
          if (!path.startsWith(`${directory}/`)) sources.add(path);
        }
      }
    }
  }
  return sources;
}

/** A worktree that git still lists must be one that it would prune: one locked may be on a disk that is not plugged in. */
function isGone(root: AbsolutePath, worktrees: readonly Worktree[]): boolean {
  if (lstat(`${root}/.git`) !== undefined || lstat(dirname(root)) === undefined) return false;
  const listed = worktrees.filter(({ path }) => overlaps(path, root));
  return listed.every(({ present, prunable, locked, path }) =>
    present ? root.startsWith(`${path}/`) : prunable && locked === null,
  );
}

function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
