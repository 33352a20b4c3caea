import { join } from 'node:path';
import { listFiles } from '../../formats/git/files.ts';
import { readManifest } from '../../store/lookup.ts';
import { offerUnits, packageEntry } from '../../store/packages.ts';
import { amendUnit, type Amendment } from '../../store/amend.ts';
import { claimDirectory, openStaging } from '../../store/stage.ts';
import { storePaths } from '../../store/paths.ts';
import { attempt } from '../../system/attempt.ts';
import { cacheDirectory } from '../../system/cache-directory.ts';
import { acquireFlock } from '../../system/flock.ts';
import { readText, stat } from '../../system/fs.ts';
import { homeDirectory } from '../../system/home-directory.ts';
import { removeTree } from '../../system/write.ts';
import { fits } from '../../units/may-place.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { PackageListing } from '../contents/package-files.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { buildNative } from '../observer/build-native.ts';
import { unseenPrograms } from '../observer/observed.ts';
import type { RunAgainRequest } from '../warm/options.ts';
import type { BuildTree } from '../workspaces/discover.ts';
import type { AuditRequest, AuditWork } from './audit.ts';
import { asRunHere, differsInReads, isOfScriptHere, slotsToRunAgain } from './choose-again.ts';
import { commandsFor } from './commands.ts';
import { featuresIn } from './features.ts';
import { donorState } from './donor-state.ts';
import { judgeUnit } from './judge-unit.ts';
import type { AuditedUnit, Mirror } from './model.ts';
import type { Prepared } from './prepare.ts';
import { observe, recordsOf } from './run.ts';
import { setUp } from './set-up.ts';
import { untilGone, type Until } from './until-gone.ts';
import { digestInMirror } from './verdict.ts';
import { mayTellOf, writtenInto } from './written.ts';

/** A slot has a variant for each state of what its script read; only the last ones are looked at. */
const LOOKED_AT = 8;

/** Another audit on this machine is not waited for longer. Milliseconds. */
const TURN_MS = 2_000;
const STORE_TIMEOUT_MS = 2_000;

/** How long it takes at most, and what ends it before. */
export interface Bounds {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Runs, in a mirror of the worktree that is warmed and under observation, the stored scripts of runs that do not fit there.
 * A run that prints and leaves what is stored is published again, for what was read here. Gives the packages of these.
 */
export async function runAgain(work: AuditWork, from: RunAgainRequest, { seconds, signal }: Bounds): Promise<readonly string[]> {
  const again = new Set(slotsToRunAgain(from.plan));
  const variants = variantsOf(again, work, from);
  const newest = [...variants.values()].flatMap(([first]) => (first === undefined ? [] : [{ manifest: first, way: 'run', evidence: 'needed' } as const]));
  if (newest.length === 0) return [];
  const { env, store } = work;
  const native = await buildNative({ cache: join(cacheDirectory(env, homeDirectory(env)), 'cargo-share'), environment: env });
  if (!native.ok) return [];
  const turn = await acquireFlock({ path: join(store.root, 'audit.lock'), mode: 'exclusive', timeoutMs: TURN_MS });
  if (!turn.ok) return [];
  const { directory, claim } = claimDirectory(store);
  const until = untilGone([directory, `${from.here.worktree}/.git`, storePaths.marker(store.root)], signal);
  try {
    const { tree, catalog, patience } = from.placing;
    const request: AuditRequest = {
      work,
      donor: await donorState(tree, env, from.here.contents),
      tree,
      catalog,
      native: native.value,
      manifests: from.plan.steps.flatMap((step) => (step.do === 'invalidate' ? [] : [step.manifest])),
      seconds: Math.min(seconds, (patience.deadline - performance.now()) / 1000),
    };
    return await runIn(directory, { request, newest, variants, until }, from);
  } finally {
    until.end();
    attempt(() => removeTree(directory));
    claim.release();
    turn.value.release();
  }
}

/**
 * The stored variants of the slots whose script is the one of here, the newest first; of which nothing but what they read
 * stands against them. Not where cargo has run the script already: each edit would have it run twice.
 */
function variantsOf(again: ReadonlySet<Slot>, { store }: AuditWork, { entries, plan, here, placing }: RunAgainRequest): Map<Slot, readonly Manifest[]> {
  const found = new Map<Slot, Manifest[]>();
  const known = new Set<string>();
  for (const { slot, key } of entries.toReversed()) {
    if (!again.has(slot) || known.has(key)) continue;
    known.add(key);
    const of = found.get(slot) ?? [];
    const manifest = of.length < LOOKED_AT ? readManifest(store, key) : undefined;
    if (manifest?.ok !== true || hasRun(manifest.value, placing.tree) || !isOfScriptHere(manifest.value, plan, again) || !differsInReads(fits(manifest.value, here.facts))) continue;
    found.set(slot, [...of, manifest.value]);
  }
  return found;
}

function hasRun({ files }: Manifest, { buildDirectory }: BuildTree): boolean {
  return files.some(({ role, path }) => role === 'fingerprint' && stat(`${buildDirectory}/${path}`) !== undefined);
}

interface Running {
  readonly request: AuditRequest;
  readonly newest: readonly AuditedUnit[];
  readonly variants: ReadonlyMap<Slot, readonly Manifest[]>;
  readonly until: Until;
}

async function runIn(below: string, { request, newest, variants, until }: Running, { here, placing }: RunAgainRequest): Promise<readonly string[]> {
  const observing = await setUp(request, newest, { below, ...until }, here.facts);
  if (observing === undefined) return [];
  const { mirror, prepared } = observing;
  await observe(commandsFor(newest.map(({ manifest }) => manifest), request.manifests, featuresIn(request.tree.buildDirectory, mirror.buildDirectory)), newest, observing);
  if (until.signal.aborted || performance.now() > observing.deadline) return [];
  const ran: Ran = { request, mirror, prepared, variants, written: writtenInto(prepared.log, mirror) };
  const same = [...variants.values()].flatMap((of) => asStored(of, ran) ?? []);
  if (same.length === 0) return [];
  const staging = await openStaging(request.work.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return [];
  try {
    const amended = same.flatMap(({ manifest, amendment }) => {
      const published = amendUnit(staging.value, manifest, amendment);
      return published.ok ? [published.value] : [];
    });
    const offered = offerUnits(staging.value, placing.catalog, amended.map(packageEntry));
    return offered.ok ? amended.map(({ source }) => source.name) : [];
  } finally {
    staging.value.close();
  }
}

interface Ran {
  readonly request: AuditRequest;
  readonly mirror: Mirror;
  readonly prepared: Prepared;
  readonly variants: ReadonlyMap<Slot, readonly Manifest[]>;
  readonly written: readonly string[];
}

/** The stored variant that the run in the mirror came out as, with what it depends on here. */
function asStored(variants: readonly Manifest[], ran: Ran): { readonly manifest: Manifest; readonly amendment: Amendment } | undefined {
  const { request, mirror, prepared, written } = ran;
  const manifest = variants.find((variant) => digestInMirror(variant, mirror) === variant.digest && isFingerprinted(variant, mirror) && hasHeardTheSame(variant, ran));
  if (manifest === undefined || manifest.inputs.some(({ path }) => mayTellOf({ ask: 'tree', path }, written))) return undefined;
  const unit: AuditedUnit = { manifest, way: 'run', evidence: 'needed' };
  const processes = recordsOf(unit, prepared);
  const { donor, tree, work } = request;
  const verdict = judgeUnit(unit, { processes, unseen: unseenPrograms(processes).map(({ program }) => program), mirror, prepared, written, donor, env: work.env, built: [tree.buildDirectory, tree.targetDirectory], alike: undefined });
  if (verdict.state !== 'observed') return undefined;
  // Of the mirror: it has run on that, and the worktree may have been edited meanwhile.
  const contents = new WorktreeContents(mirror.worktree);
  const listed = listFiles(mirror.worktree);
  if (!listed.ok) return undefined;
  const listing = new PackageListing(contents, listed.value.files);
  const amendment = asRunHere(manifest, verdict.observations, {
    file: (path) => contents.file(path)?.sha256,
    directory: (path) => contents.directory(path)?.sha256,
    exists: (path) => contents.exists(path),
    packageFiles: (root) => listing.of(root).sha256,
  });
  return amendment && { manifest, amendment };
}

/** Whether the runs that it heard of, and that were run again as well, came out as those that it had heard of. */
function hasHeardTheSame({ dependencies }: Manifest, { request, variants, mirror }: Ran): boolean {
  const digests = new Map(request.manifests.map((placed) => [placed.slot, placed.digest]));
  return dependencies.every(({ slot, digest }) => {
    const [heard] = variants.get(slot) ?? [];
    return (heard === undefined ? digests.get(slot) : digestInMirror(heard, mirror)) === digest;
  });
}

/**
 * Whether cargo called the run what is stored: it holds the values of the variables that the script watches. That of a script
 * without rerun-if is computed anew for each worktree.
 */
function isFingerprinted({ files, fingerprint, conditions }: Manifest, { buildDirectory }: Mirror): boolean {
  if (conditions.some(({ kind }) => kind === 'precalculated-mtime')) return true;
  const file = files.find(({ role }) => role === 'fingerprint');
  return file !== undefined && readText(`${buildDirectory}/${file.path}`) === fingerprint;
}
