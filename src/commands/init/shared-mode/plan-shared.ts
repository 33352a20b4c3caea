import { dirname } from 'node:path';
import { excludeFile, withExcludes } from '../../../formats/git/excludes.ts';
import type { Repository } from '../../../formats/git/repository.ts';
import type { SetupNote, SetupStep } from '../steps.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Failure } from '../../../system/failure.ts';
import { lstat, readBytes, readDirectory, realpath, stat } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import { lacksMarks } from './build-directory.ts';
import { applyEdits, buildDirValue, OPT_OUT, type ConfigEdits, type Variant } from './config-edits.ts';
import { decidePlaces, type DecidedPlace } from './decide.ts';
import { excludePatterns } from './exclude-patterns.ts';
import { lifeOf, type Life } from './lives.ts';
import { busy, planTargets } from './plan-targets.ts';
import type { SharedRecord } from './record.ts';
import type { WorktreeSurvey } from './survey.ts';
import { undoConfig } from './undo-config.ts';
import { isWrapperName, OWN_DIRECTORY, WRAPPER_SCRIPT, wrapperToken, wrapperValue } from './wrapper.ts';

export interface SharedRequest {
  readonly repository: Repository;
  readonly surveys: readonly WorktreeSurvey[];
  readonly variant: Variant;
  readonly directory: AbsolutePath;
  /** The target directory of a hand-made recipe that is being taken over. */
  readonly recipe: string | undefined;
  readonly record: SharedRecord | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface SharedPlan {
  readonly steps: readonly SetupStep[];
  readonly notes: readonly SetupNote[];
  /** Those known before, and those of the worktrees as they are. */
  readonly lives: readonly Life[];
}

/** What has to be done for all worktrees to build in one directory; nothing where they do already. */
export async function planShared(o: SharedRequest): Promise<Result<SharedPlan, Failure>> {
  const decided = await decidePlaces(o);
  if (!decided.ok) return decided;
  const places = decided.value;
  const steps: SetupStep[] = [];
  const notes: SetupNote[] = [];

  const configs = new Map<string, ConfigFileEdits>();
  for (const place of places) {
    const edits = editsFor(place, places, o);
    if (edits !== undefined) configs.set(place.config.realPath, { bytes: place.config.bytes, edits });
  }
  const edited = planConfigs(configs);
  if (!edited.ok) return edited;

  if (o.recipe !== undefined && o.recipe !== o.directory) {
    const taken = await planTakeOver(o.recipe, o.directory, places);
    if (!taken.ok) return taken;
    steps.push(...taken.value);
  }
  if (lacksMarks(o.directory)) steps.push({ action: 'make-build-directory', path: o.directory });
  const targets = await planTargets(places, o);
  const sharing = places.filter(({ decision }) => decision === 'share');
  steps.push(
    ...planExcludes(o, configs, places, targets.links),
    ...sharing.flatMap(planWrapper),
    ...edited.value,
    ...undoStale(o.record, configs),
    ...targets.steps,
  );
  notes.push(...places.flatMap(noteLeftOut), ...targets.notes);
  const lives = new Map([...(o.record?.lives ?? []), ...sharing.map((place) => lifeOf({ ...place, wrapper: wrapperPath(place) }))].map((life) => [life.wrapper, life]));
  return ok({ steps, notes, lives: [...lives.values()] });
}

/**
 * Brings a recipe's directory to the place of the build directory: by one rename out of the worktree that holds it,
 * by a link from elsewhere, where other clones may use it too.
 */
async function planTakeOver(recipe: string, directory: string, places: readonly DecidedPlace[]): Promise<Result<SetupStep[], Failure>> {
  if (lstat(directory) !== undefined) return ok([]);
  const owner = places.find(({ worktree }) => recipe.startsWith(`${worktree}/`));
  if (owner === undefined) return ok([{ action: 'link-target', path: directory, target: recipe }]);
  if ((await busy(recipe as AbsolutePath)) !== undefined) {
    return err({
      code: 'target-directory-busy',
      message: 'Another cargo is building in this directory.',
      path: recipe,
      hint: 'Run this again when it has finished.',
    });
  }
  return ok([{ action: 'move-target', from: recipe, to: directory }]);
}

interface ConfigFileEdits {
  readonly bytes: Buffer | null;
  readonly edits: ConfigEdits;
}

function editsFor(place: DecidedPlace, places: readonly DecidedPlace[], o: SharedRequest): ConfigEdits | undefined {
  if (place.decision === 'leave') return undefined;
  if (place.decision === 'opt-out') return OPT_OUT[o.variant];
  const wrapper = { 'rustc-workspace-wrapper': wrapperValue(wrapperToken(place.gitDirectory)) };
  if (o.variant === 'target-dir') return { 'target-dir': o.directory, 'build-dir': null, ...wrapper };
  return { 'build-dir': buildDirValue(place.path, o.directory), ...targetEdit(place, places, o), ...wrapper };
}

/** Each worktree's final artifacts belong into the worktree, whatever says otherwise now. */
function targetEdit(place: DecidedPlace, places: readonly DecidedPlace[], o: SharedRequest): ConfigEdits {
  const { targetDirectory } = place.config;
  if (targetDirectory !== undefined && !losesTarget(place, o)) return {};
  const losing = new Set(places.filter((other) => losesTarget(other, o)).map((other) => other.config.path));
  const inherits = place.config.inheritedTarget.some((file) => !losing.has(file));
  if (inherits) return { 'target-dir': 'target' };
  return targetDirectory === undefined ? {} : { 'target-dir': null };
}

/** A target directory outside of the workspace, or the shared one itself: the recipe. */
function losesTarget({ decision, path, config }: DecidedPlace, { directory, recipe }: SharedRequest): boolean {
  const { targetDirectory } = config;
  if (decision !== 'share' || targetDirectory === undefined) return false;
  const real = realpath(targetDirectory) ?? targetDirectory;
  return targetDirectory === directory || real === recipe || !targetDirectory.startsWith(`${path}/`);
}

function planConfigs(configs: ReadonlyMap<string, ConfigFileEdits>): Result<SetupStep[], Failure> {
  const steps: SetupStep[] = [];
  for (const [path, { bytes, edits }] of configs) {
    const done = applyEdits(bytes ?? Buffer.alloc(0), edits);
    if (!done.ok) return err(uneditable(path));
    if (bytes !== null && done.value.equals(bytes)) continue;
    if (stat(dirname(path)) === undefined) steps.push({ action: 'create-directory', path: dirname(path) });
    steps.push({ action: 'edit-cargo-config', path, expected: bytes, bytes: done.value });
  }
  return ok(steps);
}

function uneditable(path: string): Failure {
  return {
    code: 'cargo-config-invalid',
    message: 'This cargo configuration cannot be edited without the risk of changing what else it says.',
    path,
    hint: 'Write `build` as a table, `[build]`, and see that it is TOML 1.0; or use `cargo share init --mode linked`.',
  };
}

/** What an earlier run set up and what is no longer wanted: worktrees that are gone, workspaces now left out. */
function undoStale(record: SharedRecord | undefined, wanted: ReadonlyMap<string, unknown>): SetupStep[] {
  return (record?.configs ?? []).filter(({ path }) => !wanted.has(path)).flatMap((config) => undoConfig(config, record?.directory ?? ''));
}

function wrapperPath(place: DecidedPlace): string {
  return `${place.path}/${wrapperValue(wrapperToken(place.gitDirectory))}`;
}

function planWrapper(place: DecidedPlace): SetupStep[] {
  const directory = `${place.path}/${OWN_DIRECTORY}`;
  const path = wrapperPath(place);
  const steps: SetupStep[] = [];
  if (stat(directory) === undefined) steps.push({ action: 'create-directory', path: directory });
  const there = readBytes(path)?.equals(WRAPPER_SCRIPT) === true && ((stat(path)?.mode ?? 0) & 0o111) === 0o111;
  if (!there) steps.push({ action: 'write-wrapper', path, bytes: WRAPPER_SCRIPT });
  for (const { name } of readDirectory(directory)) {
    const other = `${directory}/${name}`;
    if (isWrapperName(name) && other !== path) steps.push({ action: 'remove-wrapper', path: other });
  }
  return steps;
}

function planExcludes(
  o: SharedRequest,
  configs: ReadonlyMap<string, ConfigFileEdits>,
  places: readonly DecidedPlace[],
  links: readonly string[],
): SetupStep[] {
  const recorded = new Set((o.record?.configs ?? []).filter(({ created }) => created).map(({ path }) => path));
  const created = [...configs].filter(([path, { bytes }]) => bytes === null || recorded.has(path)).map(([path]) => path);
  const path = excludeFile(o.repository);
  const current = readBytes(path) ?? null;
  const roots = o.surveys.map(({ worktree }) => worktree.path);
  const owned = places.filter(({ decision }) => decision === 'share').map((place) => `${place.path}/${OWN_DIRECTORY}/`);
  const bytes = withExcludes(current ?? undefined, excludePatterns(roots, [...created, ...links, ...owned, `${o.directory}${lstat(o.directory)?.kind === 'symlink' ? '' : '/'}`]));
  if (current !== null && bytes.equals(current)) return [];
  const missing = stat(dirname(path)) === undefined;
  return [
    ...(missing ? [{ action: 'create-directory', path: dirname(path) } as const] : []),
    { action: 'write-excludes', path, expected: current, bytes },
  ];
}

function noteLeftOut(place: DecidedPlace): SetupNote[] {
  const notes: SetupNote[] = [];
  if (place.reason !== undefined) notes.push({ note: 'left-out', path: place.path, ...place.reason });
  else if (place.uncovered.length > 0) notes.push({ note: 'uncovered-crates', file: `${place.path}/Cargo.toml`, crates: place.uncovered });
  return notes;
}
