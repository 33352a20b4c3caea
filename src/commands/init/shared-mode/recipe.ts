import { resolveDirectories } from '../../../formats/cargo/directories.ts';
import type { DirectoryOrigin } from '../../../formats/cargo/found-directories.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat, realpath } from '../../../system/fs.ts';
import type { WorktreeSurvey } from './survey.ts';
import { targetOf } from './target-directories.ts';

/** Where one workspace of a worktree puts its target directory, and why. */
export interface DirectoryUse {
  readonly worktree: AbsolutePath;
  readonly workspace: AbsolutePath;
  /** As cargo spells it; `real` is canonical, and the same where it does not exist. */
  readonly targetDirectory: AbsolutePath;
  readonly real: string;
  readonly origin: DirectoryOrigin;
  /** Its `target` is a symbolic link. */
  readonly linked: boolean;
}

/** What says that a directory is shared. */
export type RecipeEvidence =
  | { readonly evidence: 'config'; readonly file: AbsolutePath; readonly worktree: AbsolutePath }
  | { readonly evidence: 'environment'; readonly variable: string; readonly worktree: AbsolutePath }
  | { readonly evidence: 'link'; readonly path: string; readonly worktree: AbsolutePath };

/** One target directory for several worktrees, set up by hand: the well-known recipe, with all its dangers. */
export interface Recipe {
  readonly directory: string;
  readonly worktrees: readonly AbsolutePath[];
  readonly evidence: readonly RecipeEvidence[];
}

/**
 * Recognises the recipe: several worktrees with one target directory, by whatever means. One worktree whose
 * configuration names the recipe's own directory counts too: worktrees that are added inside will inherit it.
 */
export function recognizeRecipes(uses: readonly DirectoryUse[]): Recipe[] {
  return [...new Set(uses.map(({ real }) => real))].flatMap((directory) => {
    const users = uses.filter(({ real }) => real === directory);
    const worktrees = [...new Set(users.map(({ worktree }) => worktree))];
    const isRecipe = worktrees.length > 1 || users.some(isInWaiting);
    return isRecipe ? [{ directory, worktrees, evidence: evidenceOf(users) }] : [];
  });
}

function isInWaiting({ worktree, workspace, real, origin }: DirectoryUse): boolean {
  return (
    origin.from === 'config' &&
    origin.file.startsWith(`${worktree}/.cargo/`) &&
    workspace === worktree &&
    real === `${worktree}/.shared-target`
  );
}

function evidenceOf(users: readonly DirectoryUse[]): RecipeEvidence[] {
  return users.flatMap(({ worktree, workspace, origin, linked }): RecipeEvidence[] => {
    const found: RecipeEvidence[] = [];
    if (origin.from === 'config') found.push({ evidence: 'config', file: origin.file, worktree });
    if (origin.from === 'environment') found.push({ evidence: 'environment', variable: origin.variable, worktree });
    if (linked) found.push({ evidence: 'link', path: targetOf(workspace), worktree });
    return found;
  });
}

/** Works out where each workspace builds. What only cargo could tell is left out. */
export async function directoryUses(surveys: readonly WorktreeSurvey[], env: NodeJS.ProcessEnv): Promise<DirectoryUse[]> {
  const uses: DirectoryUse[] = [];
  for (const { worktree, places } of surveys) {
    for (const { path } of places) {
      const found = await resolveDirectories({ workspaceRoot: path, env, mayRunCargo: false });
      if (!found.ok) continue;
      const { targetDirectory, from } = found.value;
      uses.push({
        worktree: worktree.path,
        workspace: path,
        targetDirectory,
        real: realpath(targetDirectory) ?? targetDirectory,
        origin: from.target,
        linked: lstat(targetOf(path))?.kind === 'symlink',
      });
    }
  }
  return uses;
}
