import type { SetupNote, SetupStep } from '../steps.ts';
import type { Failure } from '../../../system/failure.ts';
import { realpath } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import { applyEdits } from './config-edits.ts';
import { readPlaceConfig } from './place-config.ts';
import type { Recipe } from './recipe.ts';
import type { WorktreeSurvey } from './survey.ts';
import { readTarget, targetOf } from './target-directories.ts';

export interface UnrecipeRequest {
  readonly surveys: readonly WorktreeSurvey[];
  readonly recipe: Recipe;
  readonly env: NodeJS.ProcessEnv;
}

/** How each worktree gets a target directory of its own again; what was built stays where it is. */
export async function planUnrecipe(
  o: UnrecipeRequest,
): Promise<Result<{ readonly steps: SetupStep[]; readonly notes: SetupNote[] }, Failure>> {
  const { directory } = o.recipe;
  const edits = new Map<string, SetupStep>();
  const links: SetupStep[] = [];
  const notes: SetupNote[] = [];
  for (const { worktree, places, tracked } of o.surveys) {
    for (const { path } of places) {
      const isTracked = (file: string): boolean => tracked.has(file.slice(worktree.path.length + 1));
      const config = await readPlaceConfig({ place: path, tracked: isTracked, env: o.env });
      const { targetDirectory: named, bytes, realPath } = config;
      if (bytes !== null && named !== undefined && (realpath(named) ?? named) === directory) {
        if (config.problem?.why === 'config-tracked') notes.push({ note: 'left-out', path, ...config.problem });
        else {
          const done = applyEdits(bytes, { 'target-dir': null });
          if (!done.ok) return err({ code: 'cargo-config-invalid', message: 'This cargo configuration cannot be edited for sure.', path: realPath, hint: 'Take `build.target-dir` out of it by hand.' });
          edits.set(realPath, { action: 'edit-cargo-config', path: realPath, expected: bytes, bytes: done.value });
        }
      }
      const target = readTarget(targetOf(path));
      if (target.kind === 'link' && (realpath(target.leadsTo) ?? target.leadsTo) === directory) {
        links.push({ action: 'unlink-target', path: targetOf(path), target: target.target });
      }
    }
  }
  const steps = [...edits.values(), ...links];
  const own = o.surveys.some(({ places }) => places.some(({ path }) => targetOf(path) === directory));
  if (steps.length > 0 && !own) notes.push({ note: 'output-kept', paths: [directory] });
  return ok({ steps, notes });
}
