import { attempt } from '../../system/attempt.ts';
import { lstat } from '../../system/fs.ts';
import { makeDirectoryUnlessThere, rename } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { noteObjects } from './brought.ts';
import type { Compilation } from './compilation.ts';
import type { CrateState, NoState } from './compile-aside.ts';

/** Whether cargo has compiled the crate here by itself: then rustc has its own. */
export function hasOwnState({ incremental }: Compilation, name: string): boolean {
  return lstat(`${incremental}/${name}`) !== undefined;
}

/**
 * Gives a crate's state its place, whole and at once, by one rename: a rustc that is just beginning finds all or nothing.
 * Never over anything: rename(2) refuses where there is something in a directory of that name.
 */
export function bringState(compilation: Compilation, state: CrateState): Result<void, NoState> {
  if (hasOwnState(compilation, state.name)) return err({ because: 'stopped', what: 'cargo has compiled it meanwhile' });
  const moved = attempt(() => {
    noteObjects(state.path);
    // Not its parents: a worktree that is being removed does not come back by this.
    makeDirectoryUnlessThere(compilation.incremental);
    rename(state.path, `${compilation.incremental}/${state.name}`);
  });
  return moved.ok ? ok(undefined) : err({ because: 'failed', what: moved.error.message });
}
