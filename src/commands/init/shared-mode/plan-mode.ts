import type { CargoVersion } from '../../../formats/cargo/versions.ts';
import type { Repository } from '../../../formats/git/repository.ts';
import type { Worktree } from '../../../formats/git/worktrees.ts';
import type { InitRecord } from '../record.ts';
import type { SetupNote, SetupStep } from '../steps.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Failure } from '../../../system/failure.ts';
import { ok, type Result } from '../../../system/result.ts';
import { environmentElsewhere } from '../../../engine/workspaces/environment.ts';
import { defaultBuildDirectory } from './build-directory.ts';
import type { Variant } from './config-edits.ts';
import { planShared } from './plan-shared.ts';
import { planUnrecipe } from './plan-unrecipe.ts';
import { planUnshare } from './plan-unshare.ts';
import { directoryUses, recognizeRecipes, type Recipe } from './recipe.ts';
import { EMPTY_SHARED, type ModeOutcome } from './record.ts';
import { surveyAll, type WorktreeSurvey } from './survey.ts';

export interface ModeRequest {
  readonly repository: Repository;
  /** Those that are there, bare ones left out. */
  readonly worktrees: readonly Worktree[];
  readonly record: InitRecord | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface ModePlan {
  readonly steps: readonly SetupStep[];
  readonly notes: readonly SetupNote[];
  /** What the record says of the mode when the steps are done. */
  readonly outcome: ModeOutcome;
}

/** `build.build-dir` is stable from cargo 1.91 on (cargo's changelog). */
export function knowsBuildDir({ major, minor }: CargoVersion): boolean {
  return major > 1 || (major === 1 && minor >= 91);
}

/** Environment variables of cargo that win over what shared mode writes. */
const OVERRIDES = [
  'CARGO_TARGET_DIR',
  'CARGO_BUILD_TARGET_DIR',
  'CARGO_BUILD_BUILD_DIR',
  'RUSTC_WORKSPACE_WRAPPER',
  'CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER',
];

/** How a clone is brought into shared mode, also from the hand-made recipe; `why`: for a `target-dir` variant. */
export async function planSharedMode(
  o: ModeRequest & { readonly variant: Variant; readonly why: 'asked' | 'cargo-too-old' },
): Promise<Result<ModePlan, Failure>> {
  const surveys = await surveyAll(o.worktrees);
  if (!surveys.ok) return surveys;
  const known = o.record?.shared;
  const isOn = known?.variant !== undefined;
  const recipe = isOn ? undefined : await findRecipe(surveys.value, o.env);
  const { repository, env, variant } = o;
  const directory = isOn ? (known.directory as AbsolutePath) : defaultBuildDirectory(o.worktrees, repository.commonDirectory);
  const plan = await planShared({ repository, env, surveys: surveys.value, variant, directory, record: known, recipe: recipe?.directory });
  if (!plan.ok) return plan;
  const notes: SetupNote[] = [...plan.value.notes];
  if (recipe !== undefined) notes.push(noteRecipe(recipe, 'shared'));
  if (variant === 'target-dir') {
    notes.push({ note: 'target-dir-hazards', path: directory, why: o.why });
  }
  notes.push({ note: 'clippy-collides' });
  for (const variable of OVERRIDES) {
    const value = o.env[variable];
    if (value !== undefined && value !== '') notes.push({ note: 'environment-overrides', variable, value });
  }
  return ok({ steps: plan.value.steps, notes, outcome: { variant, directory, lives: plan.value.lives } });
}

/** How a hand-made recipe is taken out, for linked mode; no steps where there is none. */
export async function planLinkedMode(o: ModeRequest): Promise<Result<ModePlan, Failure>> {
  const surveys = await surveyAll(o.worktrees);
  if (!surveys.ok) return surveys;
  const { variant, directory, lives } = o.record?.shared ?? EMPTY_SHARED;
  const recipe = await findRecipe(surveys.value, o.env);
  if (recipe === undefined) return ok({ steps: [], notes: [], outcome: { variant, directory, lives } });
  const plan = await planUnrecipe({ surveys: surveys.value, recipe, env: o.env });
  if (!plan.ok) return plan;
  const notes = plan.value.steps.length > 0 ? [noteRecipe(recipe, 'linked')] : [];
  return ok({ steps: plan.value.steps, notes: [...plan.value.notes, ...notes], outcome: { variant, directory, lives } });
}

/** How everything in cargo's configuration is undone; no steps where nothing was done. */
export async function planUnsharedMode(o: Omit<ModeRequest, 'env'>): Promise<Result<ModePlan, Failure>> {
  const surveys = await surveyAll(o.worktrees);
  if (!surveys.ok) return surveys;
  const recorded = o.record?.shared;
  const known = recorded === undefined || recorded.directory === '' ? undefined : recorded.directory;
  const { steps, notes } = planUnshare({
    repository: o.repository,
    surveys: surveys.value,
    directory: known ?? defaultBuildDirectory(o.worktrees, o.repository.commonDirectory),
    record: recorded,
    madeDirectories: o.record?.directories ?? [],
  });
  return ok({ steps, notes, outcome: { variant: undefined, directory: '', lives: recorded?.lives ?? [] } });
}

/** The recipe that configuration files or links make; one that the environment makes is not ours to change. */
async function findRecipe(surveys: readonly WorktreeSurvey[], env: NodeJS.ProcessEnv): Promise<Recipe | undefined> {
  return recognizeRecipes(await directoryUses(surveys, environmentElsewhere(env)))[0];
}

function noteRecipe({ directory, evidence }: Recipe, to: 'shared' | 'linked'): SetupNote {
  const said = evidence.find((one) => one.evidence === 'config') ?? evidence.find((one) => one.evidence === 'link');
  const file = said?.evidence === 'config' ? said.file : said?.evidence === 'link' ? said.path : directory;
  return { note: 'recipe-migrated', file, directory, to };
}
