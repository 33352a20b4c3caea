import { configEnv } from '../../formats/cargo/config-env.ts';
import { readLockfile } from '../../formats/cargo/lockfile.ts';
import { PackageListing } from '../../engine/contents/package-files.ts';
import { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import { listFiles } from '../../formats/git/files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readText } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import { mayPlace } from '../../units/may-place.ts';
import type { Manifest } from '../../units/model.ts';
import { worktreeFacts } from '../../engine/warm/facts.ts';
import { declarationsIn, NO_DECLARATIONS } from '../../engine/workspaces/declarations.ts';
import { at, buildTrees, workspaceRoots } from '../../engine/workspaces/discover.ts';

/** Whether a unit could be placed in one of the worktree's workspaces as it is now, but for what only warming asks: the rest need not be fetched. */
export async function rightIn(o: { readonly worktree: AbsolutePath; readonly env: NodeJS.ProcessEnv; readonly mayRunCargo: boolean }): Promise<(manifest: Manifest) => boolean> {
  const contents = new WorktreeContents(o.worktree);
  const listed = listFiles(o.worktree);
  const files = listed.ok ? listed.value.files : new Set<string>();
  const listing = once(() => new PackageListing(contents, files));
  const git = gitState(o.worktree);
  const workspaces = workspaceRoots(o.worktree, files);
  const trees = await buildTrees(o.worktree, workspaces, o);
  const built = trees.ok ? trees.value.flatMap((tree) => [tree.buildDirectory, tree.targetDirectory]) : [];
  const facts = await Promise.all(
    workspaces.map(async (workspace) => {
      const root = at(o.worktree, workspace);
      return worktreeFacts({ contents, listing, lockfile: readLockfile(readText(`${root}/Cargo.lock`) ?? ''), git, configEnv: await configEnv(root, o.env), declared: await declarationsIn(root, o.worktree, NO_DECLARATIONS), built });
    }),
  );
  return (manifest) => facts.some((here) => mayPlace(manifest, here) === undefined);
}
