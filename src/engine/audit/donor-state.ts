import { configEnv } from '../../formats/cargo/config-env.ts';
import { configFilePaths } from '../../formats/cargo/config-files.ts';
import { cargoHome } from '../../formats/cargo/home.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { headFiles } from '../../formats/git/head-files.ts';
import { gitDirectories } from '../../formats/git/head.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { stat } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { DonorState } from './audit.ts';

/** What an audit asks of the worktree that it is about. */
export async function donorState(tree: BuildTree, env: NodeJS.ProcessEnv, contents: WorktreeContents): Promise<DonorState> {
  const worktree = contents.root;
  const workspace = tree.workspaces[0] ?? worktree;
  return {
    worktree,
    contents,
    git: gitState(worktree),
    gitDirectories: gitDirectories(worktree),
    headFiles: once(() => headFiles(worktree)),
    tracked: once(() => knownToGit(listFiles(worktree))?.tracked ?? []),
    configEnv: await configEnv(workspace, env),
    configFiles: configAbove(worktree, env, workspace),
  };
}

/** Cargo reads them on its way up from the donor, and would not meet them from a mirror. */
function configAbove(worktree: AbsolutePath, env: NodeJS.ProcessEnv, workspace: AbsolutePath): string[] {
  const home = cargoHome(env, workspace);
  return configFilePaths(workspace, env).filter((path) => !path.startsWith(`${worktree}/`) && !path.startsWith(`${home}/`) && stat(path) !== undefined);
}
