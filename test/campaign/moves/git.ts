import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { MoveOf } from '../history.ts';
import type { Way } from '../ways/way.ts';
import type { Place, World } from '../world.ts';

const MOST_WORKTREES = 4;
const branchName = (index: number): string => `branch-${index}`;

/** Also where nothing has changed: then only the commit is another one. */
export async function commit(world: World, place: Place): Promise<void> {
  await world.git(place, ['add', '-A']);
  await world.git(place, ['commit', '-q', '--allow-empty', '-m', 'Change']);
}

/** To a branch, which is made if there is none. Git may refuse, as it would a person: then nothing happens. */
export async function switchBranch(world: World, place: Place, move: MoveOf<'switch'>): Promise<void> {
  const branch = branchName(move.branch);
  const exists = (await world.git(place, ['rev-parse', '-q', '--verify', `refs/heads/${branch}`])).status === 0;
  await world.git(place, exists ? ['switch', '-q', branch] : ['switch', '-q', '-c', branch]);
}

/** The stash is the clone's: what was put away in one worktree may come out in another. */
export async function stash(world: World, place: Place, move: MoveOf<'stash'>): Promise<void> {
  if (move.what === 'push') {
    await world.git(place, ['stash', 'push', '-q', '-u']);
    return;
  }
  const popped = await world.git(place, ['stash', 'pop', '-q']);
  if (popped.status !== 0) await world.git(place, ['reset', '-q', '--hard']);
}

/** Rebase, merge, or reset onto a branch; conflicts are given up. */
export async function rebase(world: World, place: Place, move: MoveOf<'rebase'>): Promise<void> {
  const branch = branchName(move.branch);
  if ((await world.git(place, ['rev-parse', '-q', '--verify', `refs/heads/${branch}`])).status !== 0) return;
  switch (move.how) {
    case 'rebase':
      if ((await world.git(place, ['rebase', '-q', branch])).status !== 0) await world.git(place, ['rebase', '--abort']);
      return;
    case 'merge':
      if ((await world.git(place, ['merge', '-q', '--no-edit', branch])).status !== 0) await world.git(place, ['merge', '--abort']);
      return;
    case 'reset':
      await world.git(place, ['reset', '-q', '--hard', branch]);
  }
}

/** A new worktree, beside the main one or inside it, at a commit up to two back. */
export async function addWorktree(world: World, place: Place, move: MoveOf<'add-worktree'> & { readonly way: Way }): Promise<void> {
  if (world.worktrees.length >= MOST_WORKTREES) return;
  world.added += 1;
  const name = `w${world.added}`;
  const path = move.place === 'beside' ? join(world.base, name) : join(world.base, 'main', '.worktrees', name);
  const back = (await world.git(place, ['rev-parse', '-q', '--verify', `HEAD~${move.back}`])).status === 0 ? move.back : 0;
  const added = await world.git(place, ['worktree', 'add', '-q', '-b', name, path, `HEAD~${back}`]);
  if (added.status !== 0) throw new Error(`git worktree add failed: ${added.stderr}`);
  const created = { path, name, isNew: true };
  world.worktrees.push(created);
  await move.way.added?.(world, created);
}

export async function removeWorktree(world: World, place: Place, way: Way): Promise<void> {
  if (place === world.worktrees[0]) return;
  await way.removing?.(world, place);
  await world.git(place, ['-C', world.worktrees[0]!.path, 'worktree', 'remove', '--force', place.path]);
  if (!existsSync(join(place.path, '.git'))) world.worktrees.splice(world.worktrees.indexOf(place), 1);
}

/** With git, or by hand and mended with `git worktree repair`. */
export async function moveWorktree(world: World, place: Place, move: MoveOf<'move-worktree'>): Promise<void> {
  const main = world.worktrees[0]!;
  if (place === main) return;
  const to = `${place.path}m`;
  if (move.how === 'git') {
    if ((await world.git(main, ['worktree', 'move', place.path, to])).status !== 0) return;
  } else {
    renameSync(place.path, to);
    world.note(`mv ${place.path} ${to}`);
    await world.git(main, ['worktree', 'repair', to]);
  }
  place.path = to;
}
