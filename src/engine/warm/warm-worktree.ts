import { emptySubmodules } from '../../formats/git/submodules.ts';
import { countPlacements } from '../../store/place/tally.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import type { Ambient } from '../clone/ambient.ts';
import { at } from '../workspaces/discover.ts';
import type { WarmRequest } from './options.ts';
import type { DirectoryWarm, WorktreeWarm } from './report.ts';
import { saveFirst } from './save-first.ts';
import { lookAround } from './surroundings.ts';
import { warmTree, type Progress } from './warm-tree.ts';

/** Saves what is new in the donors and in the worktree itself, then places what is right in the worktree. */
export async function warmWorktree(ambient: Ambient, request: WarmRequest): Promise<WorktreeWarm> {
  const { worktree, patience } = request;
  const { saves, notes, failure: stopped } = await saveFirst(ambient, request);
  const progress: Progress = { directories: [], notes: [...notes], tally: countPlacements(), left: 0, locks: [] };
  try {
    const failure = stopped ?? (await placeAll(ambient, request, progress));
    if (progress.left > 0) {
      const goesOn = patience.handOver?.(progress.locks.flatMap(({ files }) => files)) ?? false;
      progress.notes.push({ code: 'out-of-time', left: progress.left, goesOn });
    }
    return { worktree, saves, directories: progress.directories, bytes: progress.tally.total(), notes: progress.notes, failure };
  } finally {
    for (const release of progress.locks) release();
  }
}

async function placeAll(ambient: Ambient, request: WarmRequest, progress: Progress): Promise<Failure | undefined> {
  await request.saving?.after?.();
  const around = await lookAround(ambient, request);
  if (!around.ok) return around.error;
  progress.notes.push(...around.value.notes);
  for (const tree of around.value.trees) {
    const failure = await warmTree(ambient, request, { around: around.value, progress }, tree);
    if (failure !== undefined) return failure;
  }
  const empty = submodulesLacking(request.worktree, around.value.workspaces, progress.directories);
  if (empty.length > 0) progress.notes.push({ code: 'submodules-empty', paths: empty });
  return undefined;
}

/** Empty submodules in which a stored unit's source, or a workspace that was saved from, would be. */
function submodulesLacking(worktree: AbsolutePath, workspaces: readonly string[], directories: readonly DirectoryWarm[]): string[] {
  const refusals = directories.flatMap((directory) => directory.refusals.map(({ refusal }) => refusal));
  const missing = refusals.flatMap((refusal) => (refusal.reason === 'input-missing' ? [refusal.file] : []));
  const asked = [...missing, ...workspaces.filter((workspace) => stat(`${at(worktree, workspace)}/Cargo.toml`) === undefined).map((workspace) => `${workspace}/`)];
  if (asked.length === 0) return [];
  return emptySubmodules(worktree).filter((path) => asked.some((file) => file.startsWith(`${path}/`)));
}
