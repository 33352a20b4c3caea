import { join } from 'node:path';
import { homeDirectory } from '../../system/home-directory.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { buildNative, type NativeRequest } from '../observer/build-native.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { claimDirectory } from '../../store/stage.ts';
import { savedKeys } from '../../store/targets.ts';
import { attempt } from '../../system/attempt.ts';
import { cacheDirectory } from '../../system/cache-directory.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { acquireFlock } from '../../system/flock.ts';
import { stat } from '../../system/fs.ts';
import { lowerPriority } from '../../system/process.ts';
import { removeTree } from '../../system/write.ts';
import type { Manifest, UnitKey } from '../../units/model.ts';
import type { Ambient } from '../clone/ambient.ts';
import { environmentIn } from '../workspaces/environment.ts';
import { buildTrees, workspaceRoots, type BuildTree } from '../workspaces/discover.ts';
import { catalogOf } from '../workspaces/workspace-index.ts';
import { audit, type AuditRequest } from './audit.ts';
import { donorState } from './donor-state.ts';
import { unitsToAudit } from './choose-units.ts';
import { isAsBuilt } from './as-built.ts';
import { untilCargoBuilds } from './donor-builds.ts';
import type { AuditedUnit, Verdict } from './model.ts';
import { hasUnit } from '../../store/collect.ts';
import { addTried, mayTry, readTried } from '../../store/tried.ts';

export interface AuditWorktreeOptions {
  readonly worktree: AbsolutePath;
  /** Gives way to everything else, and does not wait for another audit. */
  readonly background: boolean;
  /** By a person: what has come to nothing often is tried again. */
  readonly asked: boolean;
  /** The cargo command that built them, where it is known. */
  readonly command?: readonly string[] | undefined;
  /** How long it may take. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** One unit with what its audit came to. */
export interface AuditedOne {
  readonly unit: AuditedUnit;
  readonly verdict: Verdict;
}

export interface WorktreeAudit {
  readonly worktree: AbsolutePath;
  readonly units: readonly AuditedOne[];
  /** Why nothing, or not all, could be observed. */
  readonly failure: Failure | undefined;
}

/** Another audit on this machine is not waited for longer. Milliseconds. */
const TURN_MS = 120_000;

/** Observes what is stored of a worktree's builds and has no evidence yet. */
export async function auditWorktree(ambient: Ambient, o: AuditWorktreeOptions): Promise<WorktreeAudit> {
  const { store, settings } = ambient;
  const env = environmentIn(o.worktree, ambient.shellOf, ambient.env);
  const units: AuditedOne[] = [];
  const done = (failure?: Failure): WorktreeAudit => ({ worktree: o.worktree, units, failure });
  if (store.unwritable !== undefined) return done();
  const listed = listFiles(o.worktree);
  const trees = listed.ok ? await treesOf(o, env, listed.value.files) : [];
  const contents = new WorktreeContents(o.worktree);
  const tracked = knownToGit(listed)?.tracked;
  const wanted = trees
    .map((tree) => ({ tree, ...unitsOf(store, o.asked, tree) }))
    .filter(({ manifests, chosen }) => chosen.length > 0 && (!o.background || (tracked !== undefined && isAsBuilt({ worktree: o.worktree, manifests, tracked, contents }))));
  if (wanted.length === 0) return done();
  const native = await nativeFor({ cache: join(cacheDirectory(env, homeDirectory(env)), 'cargo-share'), environment: env }, o.background ? wanted[0]?.tree : undefined, neededBy(o.worktree, store));
  if (!native.ok) return done(native.error);
  if (o.background) lowerPriority();
  const turn = await acquireFlock({ path: join(store.root, 'audit.lock'), mode: 'exclusive', timeoutMs: o.background ? 0 : TURN_MS });
  if (!turn.ok) return done();
  try {
    for (const { tree, manifests, chosen } of wanted) {
      if (stat(tree.buildDirectory) === undefined) break;
      const request: AuditRequest = {
        work: { store, settings, env },
        donor: await donorState(tree, env, contents),
        tree,
        catalog: catalogOf(ambient.repository, tree),
        native: native.value,
        manifests,
        command: o.command,
        seconds: o.seconds,
      };
      const audited = await auditTree(request, chosen, o.signal);
      if (!audited.ok) return done(audited.error);
      units.push(...chosen.flatMap((unit) => {
        const verdict = audited.value.units.get(unit.manifest.slot);
        return verdict === undefined ? [] : [{ unit, verdict }];
      }));
    }
    return done();
  } finally {
    turn.value.release();
  }
}

/** For work in the background, of which the tree is given, nothing is compiled while the user builds, or where what it is for is being deleted. */
async function nativeFor(request: NativeRequest, tree: BuildTree | undefined, needed: readonly string[]): ReturnType<typeof buildNative> {
  if (tree === undefined) return buildNative(request);
  const until = untilCargoBuilds(tree.buildDirectory, undefined, needed);
  try {
    return await buildNative({ ...request, signal: until.signal });
  } finally {
    until.end();
  }
}

/** What is gone first where a clone or a store is deleted. */
function neededBy(worktree: AbsolutePath, store: Store): string[] {
  return [`${worktree}/.git`, storePaths.marker(store.root)];
}

async function auditTree(request: AuditRequest, chosen: readonly AuditedUnit[], signal: AbortSignal | undefined): ReturnType<typeof audit> {
  const { directory, claim } = claimDirectory(request.work.store);
  const until = untilCargoBuilds(request.tree.buildDirectory, signal, [directory, ...neededBy(request.donor.worktree, request.work.store)]);
  try {
    return await audit(request, chosen, { below: directory, signal: until.signal, isGone: until.isGone });
  } finally {
    until.end();
    attempt(() => removeTree(directory));
    claim.release();
  }
}

async function treesOf(o: AuditWorktreeOptions, env: NodeJS.ProcessEnv, files: Iterable<string>): Promise<BuildTree[]> {
  const roots = workspaceRoots(o.worktree, files);
  const trees = await buildTrees(o.worktree, roots, { env, mayRunCargo: !o.background });
  return trees.ok ? trees.value.filter(({ buildDirectory }) => stat(buildDirectory) !== undefined) : [];
}

/**
 * All that is stored of a build directory, and what of it is to be observed; nothing at all where nothing is. Manifests of
 * units of which it is known already that nothing is to be observed are read only for the mirror.
 */
function unitsOf(store: Store, asked: boolean, { buildDirectory }: BuildTree): { manifests: Manifest[]; chosen: AuditedUnit[] } {
  const tried = readTried(store);
  const keys = savedKeys(store, buildDirectory);
  const open = keys.filter((key) => mayTry(tried.get(key), asked, (became) => hasUnit(store, became)));
  const candidates = manifestsOf(store, open);
  const chosen = unitsToAudit(candidates);
  const wanted = new Set(chosen.map(({ manifest }) => manifest.key));
  if (stat(storePaths.marker(store.root)) === undefined) return { manifests: [], chosen: [] };
  addTried(store, new Map(candidates.flatMap(({ key }) => (wanted.has(key) ? [] : [[key, 'settled'] as const]))));
  if (chosen.length === 0) return { manifests: [], chosen };
  const known = new Set(open);
  return { manifests: [...candidates, ...manifestsOf(store, keys.filter((key) => !known.has(key)))], chosen };
}

function manifestsOf(store: Store, keys: readonly UnitKey[]): Manifest[] {
  return keys.flatMap((key) => {
    const manifest = readManifest(store, key);
    return manifest.ok ? [manifest.value] : [];
  });
}
