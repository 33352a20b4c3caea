import { configEnv } from '../../formats/cargo/config-env.ts';
import type { Release } from '../../formats/cargo/locks.ts';
import { readLockfile } from '../../formats/cargo/lockfile.ts';
import { markAsBuildDirectory } from '../../formats/cargo/target-directory.ts';
import { PackageListing } from '../contents/package-files.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { knownToGit, listFiles } from '../../formats/git/files.ts';
import { gitDirectories } from '../../formats/git/head.ts';
import { ignoresFilesIn } from '../../formats/git/ignored.ts';
import { emptySubmodules } from '../../formats/git/submodules.ts';
import { headFiles } from '../../formats/git/head-files.ts';
import { gitState } from '../../formats/git/work-tree.ts';
import { countPlacements } from '../../store/place/tally.ts';
import { saveWorktree } from '../save/save-worktree.ts';
import type { WorktreeSave } from '../save/report.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { readText, realpath, stat } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import { ok, type Result } from '../../system/result.ts';
import { at, buildTrees, nestedTree, subdirectoryPath, treesElsewhere, workspaceRoots, type BuildTree, type CargoUse, type TreesElsewhere } from '../workspaces/discover.ts';
import { environmentElsewhere } from '../workspaces/environment.ts';
import type { Built } from '../workspaces/own-directory.ts';
import { readSeenBuilds } from '../workspaces/seen-builds.ts';
import { catalogOf, readSavedWorkspaces } from '../workspaces/workspace-index.ts';
import { declarationsIn } from '../workspaces/declarations.ts';
import { configNotes, type DonorTree } from './config-notes.ts';
import { copyLockfile } from './copy-lockfile.ts';
import { worktreeFacts } from './facts.ts';
import { offersFor } from './offers.ts';
import type { WarmWorktreeOptions } from './options.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';
import type { DirectoryWarm, WarmNote, WorktreeWarm } from './report.ts';
import { foreignDirectory, mayWriteInto } from './safe-directory.ts';
import { targetTrees, type TargetTrees } from './target-trees.ts';
import { warmDirectory } from './warm-directory.ts';
import type { Stopping } from '../../system/interruption.ts';

/** Saves what is new in the donors and in the worktree itself, then places what is right in the worktree. */
export async function warmWorktree(o: WarmWorktreeOptions): Promise<WorktreeWarm> {
  const late: Late = { units: 0, locks: [] };
  try {
    const warmed = await warmTrees(o, late);
    if (late.units === 0) return warmed;
    const goesOn = o.handOver?.(late.locks.flatMap(({ files }) => files)) ?? false;
    return { ...warmed, notes: [...warmed.notes, { code: 'out-of-time', left: late.units, goesOn }] };
  } finally {
    for (const release of late.locks) release();
  }
}

/** What there was no time for, and cargo's locks of where it is lacking. */
interface Late {
  units: number;
  readonly locks: Release[];
}

async function warmTrees(o: WarmWorktreeOptions, late: Late): Promise<WorktreeWarm> {
  const saves: WorktreeSave[] = [];
  const notes: WarmNote[] = [];
  const directories: DirectoryWarm[] = [];
  const tally = countPlacements();
  const done = (failure?: Failure): WorktreeWarm => ({
    worktree: o.worktree,
    saves,
    directories,
    bytes: tally.total(),
    notes,
    failure,
  });

  const known = workspaceNames(o);
  const elsewhere = treesElsewhere(o);
  const alsoSeen = await namedNow(o, known);
  const signal = untilLate(o, performance.now());
  const donors = o.savingMs === undefined ? [...o.donors, o.worktree] : [o.worktree, ...o.donors];
  for (const donor of o.saves ? donors : []) {
    // The first is begun in any case: it tells whether anything is left.
    if (signal.aborted && saves.length > 0) break;
    const saved = await saveFrom(donor, o.discover ? undefined : known, { ...o, signal, elsewhere, alsoSeen });
    saves.push(saved);
    if (saved.failure?.code === 'interrupted') {
      if (o.signal?.aborted === true) return done(saved.failure);
      break;
    }
    if (saved.failure !== undefined) notes.push({ code: 'save-failed', failure: saved.failure });
  }
  await o.afterSaving?.();
  const files = once(() => listFiles(o.worktree));
  const offers = o.discover && o.mode === 'linked';
  const workspaces = [...new Set([...workspaceNames(o), ...(offers ? workspaceRootsOf(o.worktree, files()) : [])])];
  if (o.settings.copyLockfile) {
    for (const workspace of workspaces) {
      const note = copyLockfile({ worktree: o.worktree, workspace, donors: o.donors, dryRun: o.dryRun });
      if (note !== undefined) notes.push(note);
    }
  }
  const { directories: seen } = readSeenBuilds(o.store, o.repository);
  const shares = o.mode === 'shared';
  const targets = shares ? await sharedTrees(o, workspaces) : await targetTrees({ ...o, workspaces, seen });
  if (!targets.ok) return done(targets.error);
  for (const tree of targets.value.foreign) notes.push({ code: 'not-written', failure: foreignDirectory(tree.buildDirectory) });
  const donorTrees = await treesOf(o.donors, workspaces, { env: environmentElsewhere(o.env), mayRunCargo: o.mayRunCargo, seen });
  const env = o.shell === 'here' ? o.env : environmentElsewhere(o.env);

  const contents = new WorktreeContents(o.worktree);
  const listing = once(() => {
    const listed = files();
    return new PackageListing(contents, listed.ok ? listed.value.files : []);
  });
  const state = gitState(o.worktree);
  const heads = once(() => headFiles(o.worktree));
  const saved = readSavedWorkspaces(o.store, o.repository);
  for (const tree of targets.value.trees.filter((t) => t.subdirectory === '')) {
    const shared = sharedWith(tree, donorTrees);
    if (shared !== undefined && !shares) {
      notes.push({ code: 'target-directory-shared', path: tree.buildDirectory, with: shared });
      continue;
    }
    const lockfile = lockfileOf(tree);
    const safe = mayWriteInto(tree, { worktree: o.worktree, seen, shares });
    if (!safe.ok) {
      notes.push({ code: 'not-written', failure: safe.error });
      continue;
    }
    const variables = await configEnv(tree.workspaces[0] ?? o.worktree, env);
    const everything = worktreeFacts({ contents, listing, lockfile, git: state, configEnv: variables, declared: await declarationsIn(tree.workspaces[0] ?? o.worktree, o.worktree, o.settings.declared), built: [tree.buildDirectory, tree.targetDirectory] });
    // The hashes of members differ in every worktree there: what is saved of one serves no other.
    const facts = shares ? withoutPathPackages(everything) : everything;
    const offered = offers && lockfile !== undefined ? offersFor({ store: o.store, repository: o.repository, lockfile }) : [];
    const subdirectories = saved.filter((w) => w.workspace === tree.workspace).map((w) => w.subdirectory);
    for (const subdirectory of new Set([...(offered.length > 0 ? [''] : []), ...subdirectories])) {
      const here = nestedTree(tree, subdirectory, subdirectoryPath(tree, subdirectory));
      // In the way of nobody: a directory that git would show is made by cargo alone.
      if (subdirectory.startsWith('/') && (!mayWriteInto(here, { worktree: o.worktree, seen, shares }).ok || !ignoresFilesIn(o.worktree, here.buildDirectory))) continue;
      const warmed = await warmDirectory({
        worktree: o.worktree,
        tree: here,
        store: o.store,
        catalog: catalogOf(o.repository, { workspace: tree.workspace, subdirectory }),
        offers: subdirectory === '' ? offered : [],
        contents,
        listing,
        gitListing: () => knownToGit(files()),
        facts,
        watchable: { variable: variables.variable, headFiles: heads, gitDirectories: gitDirectories(o.worktree), configFiles: variables.files, compilerFiles: variables.compilers.flatMap(({ setIn }) => setIn ?? []) },
        settings: o.settings,
        tally,
        dryRun: o.dryRun,
        deadline: o.deadline,
        lockMs: o.lockMs,
        onWait: o.onWait,
        inheritedLocks: o.inheritedLocks,
        signal: o.signal,
        progress: (count, of) => o.progress('warming', count, of),
      });
      if (!warmed.ok) return done(warmed.error);
      directories.push(shares ? withoutUnlocked(warmed.value.report) : warmed.value.report);
      late.units += warmed.value.left;
      late.locks.push(...warmed.value.locks);
      if (!o.dryRun && warmed.value.report.placed > 0) markLikeDonor(here, donorTrees, subdirectory);
    }
    if (!shares) notes.push(...(await configNotes(tree, donorTrees, env)));
  }
  const empty = submodulesLacking(o.worktree, workspaces, directories);
  if (empty.length > 0) notes.push({ code: 'submodules-empty', paths: empty });
  return done();
}

/** Empty submodules in which a stored unit's source, or a workspace that was saved from, would be. */
function submodulesLacking(worktree: AbsolutePath, workspaces: readonly string[], directories: readonly DirectoryWarm[]): string[] {
  const refusals = directories.flatMap((directory) => directory.refusals.map(({ refusal }) => refusal));
  const missing = refusals.flatMap((refusal) => (refusal.reason === 'input-missing' ? [refusal.file] : []));
  const asked = [...missing, ...workspaces.filter((workspace) => stat(`${at(worktree, workspace)}/Cargo.toml`) === undefined).map((workspace) => `${workspace}/`)];
  if (asked.length === 0) return [];
  return emptySubmodules(worktree).filter((path) => asked.some((file) => file.startsWith(`${path}/`)));
}

/** Of the time that there is, saving leaves a quarter for placing. */
function untilLate({ deadline, savingMs, signal }: WarmWorktreeOptions, began: number): Stopping {
  const late = savingMs === undefined ? deadline - (deadline - began) / 4 : began + savingMs;
  return {
    get aborted() {
      return signal?.aborted === true || performance.now() > late;
    },
  };
}

/** The root, and every directory that has been saved from before. */
function workspaceNames(o: WarmWorktreeOptions): string[] {
  return [...new Set(['', ...readSavedWorkspaces(o.store, o.repository).map((w) => w.workspace)])];
}

function workspaceRootsOf(worktree: AbsolutePath, files: ReturnType<typeof listFiles>): string[] {
  return files.ok ? workspaceRoots(worktree, files.value.files) : [];
}

/** In shared mode worktrees build in one directory on purpose, wherever it lies. */
async function sharedTrees(o: WarmWorktreeOptions, workspaces: readonly string[]): Promise<Result<TargetTrees, Failure>> {
  const trees = await buildTrees(o.worktree, workspaces, o);
  return trees.ok ? ok({ trees: trees.value, foreign: [] }) : trees;
}

/** Where this worktree's shell says that it builds: that tells which of the donors' directories are their own. */
async function namedNow(o: WarmWorktreeOptions, workspaces: readonly string[]): Promise<Built[]> {
  if (o.shell === 'elsewhere') return [];
  const trees = await buildTrees(o.worktree, workspaces, o);
  return trees.ok ? trees.value.filter((tree) => tree.by === 'shell').map(({ buildDirectory }) => ({ worktree: o.worktree, buildDirectory })) : [];
}

type Saving = WarmWorktreeOptions & { readonly elsewhere: TreesElsewhere; readonly alsoSeen: readonly Built[] };

function saveFrom(worktree: AbsolutePath, workspaces: readonly string[] | undefined, o: Saving): Promise<WorktreeSave> {
  const isHere = worktree === o.worktree && o.shell === 'here';
  return saveWorktree({
    repository: o.repository,
    worktree,
    others: o.all.filter((other) => other !== worktree),
    store: o.store,
    env: isHere ? o.env : environmentElsewhere(o.env),
    shell: isHere ? 'here' : 'elsewhere',
    mayRunCargo: o.mayRunCargo,
    elsewhere: o.elsewhere,
    alsoSeen: o.alsoSeen,
    settings: o.settings,
    workspaces,
    previousCommit: worktree === o.worktree ? o.previousCommit : null,
    dryRun: o.dryRun,
    signal: o.signal,
    turnMs: o.lockMs,
    progress: (count, of) => o.progress('saving', count, of),
  });
}

async function treesOf(
  donors: readonly AbsolutePath[],
  workspaces: readonly string[],
  cargo: CargoUse,
): Promise<DonorTree[]> {
  const found: DonorTree[] = [];
  for (const worktree of donors) {
    const trees = await buildTrees(worktree, workspaces, cargo);
    if (trees.ok) found.push(...trees.value.map((tree) => ({ worktree, tree })));
  }
  return found;
}

function withoutPathPackages(facts: WorktreeFacts): WorktreeFacts {
  return { ...facts, locks: (source) => source.kind !== 'path' && facts.locks(source) };
}

/** Members are no refusals there: nobody expects them to be placed. */
function withoutUnlocked(report: DirectoryWarm): DirectoryWarm {
  return { ...report, refusals: report.refusals.filter(({ refusal }) => refusal.reason !== 'not-in-lockfile') };
}

/** Another worktree that builds in the very same directory: there is nothing to place, and cargo mixes the two up. */
function sharedWith(tree: BuildTree, donors: readonly DonorTree[]): AbsolutePath | undefined {
  const own = realpath(tree.buildDirectory) ?? tree.buildDirectory;
  return donors.find((d) => d.tree.by !== 'memory' && (realpath(d.tree.buildDirectory) ?? d.tree.buildDirectory) === own)?.worktree;
}

function lockfileOf(tree: BuildTree): ReturnType<typeof readLockfile> | undefined {
  const texts = tree.workspaces.map((root) => readText(`${root}/Cargo.lock`)).filter((text) => text !== undefined);
  return texts.length === tree.workspaces.length ? readLockfile(texts.join('\n')) : undefined;
}

function markLikeDonor(tree: BuildTree, donors: readonly DonorTree[], subdirectory: string): void {
  const donor = donors.find((d) => d.tree.workspace === tree.workspace && d.tree.subdirectory === subdirectory);
  if (donor !== undefined) attempt(() => markAsBuildDirectory(donor.tree.buildDirectory, tree.buildDirectory));
}
