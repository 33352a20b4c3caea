import { existsSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import type { Ready } from './prepared.ts';
import type { Removable } from './faults.ts';

/** Takes something away under a command that is at work. */
export function remove(what: Removable, { bench, worktree }: Ready): void {
  const { rig, second, expected } = bench;
  switch (what) {
    case 'the store':
      rmSync(rig.store, { recursive: true, force: true });
      return;
    case 'a donor':
      forget(second.path);
      return;
    case 'the worktree':
      forget(worktree.path);
      return;
  }

  function forget(path: string): void {
    execFileSync('git', ['worktree', 'remove', '--force', path], { cwd: rig.main.path, env: rig.env });
    for (const known of expected.keys()) if (known.path === path) expected.delete(known);
  }
}

/** What may be taken away while this operation runs: a main worktree cannot be removed. */
export function removables({ bench, worktree }: Ready): Removable[] {
  return ['the store', ...(worktree.path === bench.second.path ? [] : ['a donor' as const]), ...(worktree.path === bench.rig.main.path ? [] : ['the worktree' as const])];
}

/** Nothing may have come back where a worktree was: git would not add another one there. */
export function mustBeGone(what: Removable, { worktree }: Ready): void {
  if (what === 'the worktree' && existsSync(worktree.path)) throw new Error(`${worktree.path} is there again`);
}
