import type { Move } from '../history.ts';
import type { ToolRun, Way } from '../ways/way.ts';
import type { Place, World } from '../world.ts';
import { backdate, comment, edit, exchange, extra, restore, touch } from './files.ts';
import { addWorktree, commit, moveWorktree, rebase, removeWorktree, stash, switchBranch } from './git.ts';
import { kill } from './kill.ts';
import { changeManifest } from './manifests.ts';
import { moveModule, renameModule } from './modules.ts';

/** Makes every move but the compared ones; gives what the tool said where it was called. */
export async function make(world: World, way: Way, place: Place, move: Exclude<Move, { readonly kind: 'cargo' }>): Promise<ToolRun | undefined> {
  switch (move.kind) {
    case 'edit':
      return void edit(world, place, move);
    case 'comment':
      return void comment(world, place, move);
    case 'restore':
      return void (await restore(world, place, move));
    case 'touch':
      return void touch(world, place, move);
    case 'backdate':
      return void backdate(world, place, move);
    case 'extra':
      return void extra(world, place, move);
    case 'module':
      return void moveModule(world, place, move);
    case 'rename':
      return void renameModule(world, place);
    case 'exchange':
      return void exchange(world, place, move);
    case 'manifest':
      return void (await changeManifest(world, place, move));
    case 'commit':
      return void (await commit(world, place));
    case 'switch':
      return void (await switchBranch(world, place, move));
    case 'stash':
      return void (await stash(world, place, move));
    case 'rebase':
      return void (await rebase(world, place, move));
    case 'add-worktree':
      return void (await addWorktree(world, place, { ...move, way }));
    case 'remove-worktree':
      return void (await removeWorktree(world, place, way));
    case 'move-worktree':
      return void (await moveWorktree(world, place, move));
    case 'clean':
      await world.cargo(place, { args: move.package ? ['clean', '-q', '-p', 'app'] : ['clean', '-q'], env: way.environment?.(world) ?? {} });
      return undefined;
    case 'share':
      return way.command?.(world, place, move.command);
    case 'kill':
      return void (await kill(world, way, place, move));
  }
}
