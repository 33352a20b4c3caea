import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Explanation } from './model.ts';

/** The part of an explanation that is about one package: its units, and what they are built or left out for. */
export function onlyPackage(all: Explanation, name: string): Result<Explanation, Failure> {
  const isIt = (unit: { readonly package: string }): boolean => unit.package === name;
  const workspaces = all.workspaces
    .map((workspace) => ({
      ...workspace,
      units: workspace.units.filter(isIt),
      culprits: workspace.culprits.filter(({ because }) => because.some(isIt)),
    }))
    .filter(({ units }) => units.length > 0);
  if (workspaces.length === 0) {
    return err({
      code: 'usage',
      message: `\`cargo ${all.command.join(' ')}\` needs no package \`${name}\` here.`,
      path: all.worktree,
      hint: 'See `cargo share explain --verbose` for those it needs.',
    });
  }
  return ok({ ...all, workspaces, unshared: all.unshared.filter(({ because }) => because.some(isIt)) });
}
