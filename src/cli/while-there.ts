import type { Clone } from '../engine/clone/clone.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { stat } from '../system/fs.ts';
import type { Stopping } from '../system/interruption.ts';

/** Ends background work as soon as the clone or worktree that it is for is being deleted: what it writes would be in the way. */
export function whileThere({ repository, location }: Clone, worktree: AbsolutePath): Stopping {
  const needed = [`${repository.commonDirectory}/HEAD`, `${worktree}/.git`, location.root];
  return {
    get aborted() {
      return needed.some((path) => stat(path) === undefined);
    },
  };
}
