import { configEnv } from '../../formats/cargo/config-env.ts';
import type { Release } from '../../formats/cargo/locks.ts';
import { markAsBuildDirectory } from '../../formats/cargo/target-directory.ts';
import { gitDirectories } from '../../formats/git/head.ts';
import { ignoresFilesIn } from '../../formats/git/ignored.ts';
import type { TallyCounter } from '../../store/place/tally.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';
import type { Ambient } from '../clone/ambient.ts';
import { declarationsIn } from '../workspaces/declarations.ts';
import { nestedTree, subdirectoryPath, type BuildTree } from '../workspaces/discover.ts';
import { environmentIn } from '../workspaces/environment.ts';
import { catalogOf } from '../workspaces/workspace-index.ts';
import { configNotes, type DonorTree } from './config-notes.ts';
import { worktreeFacts } from './facts.ts';
import { offersFor } from './offers.ts';
import type { Here, WarmRequest } from './options.ts';
import type { DirectoryWarm, WarmNote } from './report.ts';
import { mayWriteInto } from './safe-directory.ts';
import { lockfileOf, sharedWith, type Surroundings } from './surroundings.ts';
import { warmDirectory } from './warm-directory.ts';

/** What has come of a warm so far. */
export interface Progress {
  readonly directories: DirectoryWarm[];
  readonly notes: WarmNote[];
  readonly tally: TallyCounter;
  /** Units that there was no time for, and cargo's locks of where they are lacking. */
  left: number;
  readonly locks: Release[];
}

/** Warms where one workspace builds, the directories inside of that too. Adds to `progress`; a failure ends the whole warm. */
export async function warmTree(ambient: Ambient, request: WarmRequest, { around, progress }: { readonly around: Surroundings; readonly progress: Progress }, tree: BuildTree): Promise<Failure | undefined> {
  const { store, repository } = ambient;
  const { worktree } = request;
  const shares = ambient.settings.mode === 'shared';
  const other = sharedWith(tree, around.donorTrees);
  if (other !== undefined && !shares) {
    progress.notes.push({ code: 'target-directory-shared', path: tree.buildDirectory, with: other });
    return undefined;
  }
  const place = { worktree, seen: around.seen, shares };
  const safe = mayWriteInto(tree, place);
  if (!safe.ok) {
    progress.notes.push({ code: 'not-written', failure: safe.error });
    return undefined;
  }
  const env = environmentIn(worktree, ambient.shellOf, ambient.env);
  const lockfile = lockfileOf(tree);
  const here = await hereIn(ambient, { worktree, env, lockfile }, around, tree);
  const offered = around.takesOffers && lockfile !== undefined ? offersFor({ store, repository, lockfile }) : [];
  const subdirectories = around.saved.filter((saved) => saved.workspace === tree.workspace).map((saved) => saved.subdirectory);
  for (const subdirectory of new Set([...(offered.length > 0 ? [''] : []), ...subdirectories])) {
    const nested = nestedTree(tree, subdirectory, subdirectoryPath(tree, subdirectory));
    // In the way of nobody: a directory that git would show is made by cargo alone.
    if (subdirectory.startsWith('/') && (!mayWriteInto(nested, place).ok || !ignoresFilesIn(worktree, nested.buildDirectory))) continue;
    const warmed = await warmDirectory(ambient, here, {
      tree: nested,
      catalog: catalogOf(repository, { workspace: tree.workspace, subdirectory }),
      offers: subdirectory === '' ? offered : [],
      patience: request.patience,
      runAgain: request.runAgain,
      tally: progress.tally,
      progress: (count, of) => request.progress('warming', count, of),
    });
    if (!warmed.ok) return warmed.error;
    const { report, left, ranAgain, locks } = warmed.value;
    if (ranAgain.length > 0) progress.notes.push({ code: 'ran-again', packages: ranAgain });
    progress.directories.push(shares ? withoutUnlocked(report) : report);
    progress.left += left;
    progress.locks.push(...locks);
    if (!ambient.dryRun && report.placed > 0) markLikeDonor(nested, around.donorTrees, subdirectory);
  }
  if (!shares) progress.notes.push(...(await configNotes(tree, around.donorTrees, env)));
  return undefined;
}

async function hereIn(
  { settings }: Ambient,
  { worktree, env, lockfile }: Pick<Here, 'worktree'> & { readonly env: NodeJS.ProcessEnv; readonly lockfile: ReturnType<typeof lockfileOf> },
  { worktree: readers }: Surroundings,
  tree: BuildTree,
): Promise<Here> {
  const { contents, listing, gitListing } = readers;
  const root = tree.workspaces[0] ?? worktree;
  const variables = await configEnv(root, env);
  const declared = await declarationsIn(root, worktree, settings.declared);
  const facts = worktreeFacts({ contents, listing, lockfile, git: readers.git, configEnv: variables, declared, built: [tree.buildDirectory, tree.targetDirectory] });
  return {
    worktree,
    env,
    contents,
    listing,
    gitListing,
    // The hashes of members differ in every worktree of shared mode: what is saved of one serves no other.
    facts: settings.mode === 'shared' ? withoutPathPackages(facts) : facts,
    watchable: {
      variable: variables.variable,
      headFiles: readers.headFiles,
      gitDirectories: gitDirectories(worktree),
      configFiles: variables.files,
      compilerFiles: variables.compilers.flatMap(({ setIn }) => setIn ?? []),
    },
  };
}

function withoutPathPackages(facts: WorktreeFacts): WorktreeFacts {
  return { ...facts, locks: (source) => source.kind !== 'path' && facts.locks(source) };
}

/** Members are no refusals there: nobody expects them to be placed. */
function withoutUnlocked(report: DirectoryWarm): DirectoryWarm {
  return { ...report, refusals: report.refusals.filter(({ refusal }) => refusal.reason !== 'not-in-lockfile') };
}

function markLikeDonor(tree: BuildTree, donors: readonly DonorTree[], subdirectory: string): void {
  const donor = donors.find((d) => d.tree.workspace === tree.workspace && d.tree.subdirectory === subdirectory);
  if (donor !== undefined) attempt(() => markAsBuildDirectory(donor.tree.buildDirectory, tree.buildDirectory));
}
