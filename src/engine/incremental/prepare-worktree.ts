import { join } from 'node:path';
import { homeDirectory } from '../../system/home-directory.ts';
import { commandsFor } from '../audit/commands.ts';
import { featuresIn } from '../audit/features.ts';
import { signsOf } from '../audit/donor-builds.ts';
import { untilGone } from '../audit/until-gone.ts';
import { configEnv } from '../../formats/cargo/config-env.ts';
import { listFiles } from '../../formats/git/files.ts';
import { headState } from '../../formats/git/head.ts';
import { recentFiles } from '../../formats/git/recent-files.ts';
import { buildNative } from '../observer/build-native.ts';
import { survey } from '../save/survey.ts';
import { unwritable } from '../../store/failures.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { claimDirectory } from '../../store/stage.ts';
import { readSeen } from '../../store/targets.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { cacheDirectory } from '../../system/cache-directory.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { lowerPriority } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { removeTree } from '../../system/write.ts';
import type { Manifest } from '../../units/model.ts';
import { buildTrees, workspaceRoots, type BuildTree } from '../workspaces/discover.ts';
import { touchedRoots, unitsToPrepare } from './choose-units.ts';
import { choosesAnew } from './chooses-anew.ts';
import { compileUnits, type LeftBecause, type Prepared, type Unasked } from './compile-units.ts';
import { watchHindrance } from './hindrance.ts';
import { recordCompilations } from './record.ts';

export interface PrepareOptions {
  readonly worktree: AbsolutePath;
  readonly store: Store;
  readonly env: NodeJS.ProcessEnv;
  /** Where nobody has asked for it: only what is likely to be edited, for a while, at the lowest priority, within bounds. */
  readonly unasked: Unasked | undefined;
  readonly signal: AbortSignal;
}

/** What became of each unit that was chosen. */
export interface WorktreePreparation {
  readonly worktree: AbsolutePath;
  readonly units: readonly Prepared[];
  /** Why nothing, or not all, could be done. */
  readonly failure: Failure | undefined;
}

/** From how many commits it is told what is likely to be edited. */
const RECENT = 50;

/** In the background; whoever asks for it may wait for an hour. Milliseconds. */
const BACKGROUND_MS = 10 * 60_000;
const FOREGROUND_MS = 3_600_000;

/**
 * Compiles members of a fresh worktree once more, aside, so that rustc has there what it would have after a build: the
 * first edit of each is then compiled incrementally. Their units stay as they were placed. It ends at once where the
 * worktree or the store is being deleted.
 */
export async function prepareWorktree(o: PrepareOptions): Promise<WorktreePreparation> {
  const { worktree, store } = o;
  const done = (units: readonly Prepared[], failure?: Failure): WorktreePreparation => ({ worktree, units, failure });
  if (store.unwritable !== undefined) return done([], store.unwritable);
  const listed = listFiles(worktree);
  if (!listed.ok) return done([], listed.error);
  const trees = await buildTrees(worktree, workspaceRoots(worktree, listed.value.files), { env: o.env, mayRunCargo: o.unasked === undefined });
  if (!trees.ok) return done([], trees.error);
  const wanted = trees.value
    .filter(({ subdirectory, buildDirectory }) => subdirectory === '' && stat(buildDirectory) !== undefined)
    .map((tree) => ({ tree, manifests: chosenIn(tree, o) }))
    .filter(({ manifests }) => manifests.length > 0);
  if (wanted.length === 0) return done([]);
  const signs = [`${worktree}/.git`, storePaths.marker(store.root), storePaths.temporary(store.root), ...wanted.flatMap(({ tree }) => signsOf(tree.buildDirectory))];
  const gone = untilGone(signs, o.signal);
  try {
    const prepared = await prepareTrees(wanted, { ...o, signal: gone.signal });
    return prepared.ok ? done(prepared.value) : done([], prepared.error);
  } finally {
    gone.end();
  }
}

interface WantedTree {
  readonly tree: BuildTree;
  readonly manifests: readonly Manifest[];
}

async function prepareTrees(wanted: readonly WantedTree[], o: PrepareOptions): Promise<Result<Prepared[], Failure>> {
  const hindrance = o.unasked?.always === false ? watchHindrance() : undefined;
  const cache = join(cacheDirectory(o.env, homeDirectory(o.env)), 'cargo-share');
  const native = await buildNative({ cache, environment: o.env, signal: o.unasked === undefined ? undefined : o.signal });
  if (!native.ok) return native;
  if (o.unasked !== undefined) lowerPriority();
  if (o.signal.aborted) return ok([]);
  const units: Prepared[] = [];
  const claimed = attempt(() => claimDirectory(o.store));
  if (!claimed.ok) return err(unwritable(o.store.root, claimed.error));
  const { directory, claim } = claimed.value;
  const deadline = performance.now() + (o.unasked === undefined ? FOREGROUND_MS : BACKGROUND_MS);
  try {
    for (const { tree, manifests } of wanted) {
      const workspace = tree.workspaces[0] ?? o.worktree;
      const { compilers } = await configEnv(workspace, o.env);
      const obstacle = compilers.length > 0 ? 'own-compiler' : obstacleOf(workspace, directory, { tree, ...o });
      if (obstacle !== undefined) {
        units.push(...manifests.map((manifest) => ({ manifest, state: 'left' as const, because: obstacle, what: '' })));
        continue;
      }
      const known = await recordCompilations({
        workspaceRoot: workspace,
        buildDirectory: tree.buildDirectory,
        env: withoutShell(o.env),
        commands: commandsFor(manifests, manifests, featuresIn(tree.buildDirectory)),
        units: new Set(manifests.map(({ unitHash }) => unitHash)),
        records: join(directory, 'records'),
        signal: o.signal,
      });
      units.push(...(await compileUnits(manifests, {
        worktree: o.worktree,
        buildDirectory: tree.buildDirectory,
        known,
        native: native.value,
        cache,
        below: directory,
        until: { unasked: o.unasked, hindrance, deadline, signal: o.signal },
      })));
    }
    return ok(units);
  } finally {
    attempt(() => removeTree(directory));
    claim.release();
  }
}

function obstacleOf(workspace: AbsolutePath, directory: string, o: Pick<PrepareOptions, 'worktree' | 'unasked'> & { readonly tree: BuildTree }): LeftBecause | undefined {
  if (stat(directory)?.dev !== stat(o.tree.buildDirectory)?.dev) return 'other-file-system';
  return o.unasked !== undefined && choosesAnew(o.worktree, workspace) ? 'chosen-anew' : undefined;
}

/** Of what stands here, as the last look at it found. */
function chosenIn({ buildDirectory }: BuildTree, o: PrepareOptions): Manifest[] {
  const standing = survey(buildDirectory, readSeen(o.store, buildDirectory)).flatMap(({ seen }) => {
    const manifest = seen !== undefined && 'saved' in seen.result ? readManifest(o.store, seen.result.saved) : undefined;
    return manifest?.ok === true ? [manifest.value] : [];
  });
  const roots = standing.flatMap(({ source }) => (source.kind === 'path' ? [source.root] : []));
  if (o.unasked === undefined) return unitsToPrepare(standing, { worktree: o.worktree });
  const touched = touchedRoots(recentFiles(o.worktree, RECENT), [...new Set(roots)]);
  return unitsToPrepare(standing, { worktree: o.worktree, unasked: { commit: headState(o.worktree)?.commit ?? null, touched } });
}

/** What a hook, or a cargo around this one, has set is not what a build in the worktree will meet. */
function withoutShell(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.test(name) || !STEERING.test(name)));
}

const STEERING = /^(?:CARGO_|RUSTC|RUSTDOC|GIT_|CLIPPY_|LD_PRELOAD$|CARGO$)/;
const KEPT = /^(?:CARGO_HOME|CARGO_(?:INCREMENTAL|ENCODED_RUSTFLAGS)|RUSTC_BOOTSTRAP|CARGO_(?:BUILD|TARGET|PROFILE|UNSTABLE)_\w+)$/;
