import { buildTrees, treesElsewhere } from '../workspaces/discover.ts';
import { environmentElsewhere } from '../workspaces/environment.ts';
import type { Built } from '../workspaces/own-directory.ts';
import type { Ambient } from '../clone/ambient.ts';
import type { WorktreeSave } from '../save/report.ts';
import { saveWorktree } from '../save/save-worktree.ts';
import type { Failure } from '../../system/failure.ts';
import type { Stopping } from '../../system/interruption.ts';
import type { WarmRequest } from './options.ts';
import type { WarmNote } from './report.ts';
import { workspaceNames } from './surroundings.ts';

export interface SavedFirst {
  readonly saves: readonly WorktreeSave[];
  readonly notes: readonly WarmNote[];
  /** Only that the user has stopped it: whatever else goes wrong with a donor leaves warming what is stored. */
  readonly failure: Failure | undefined;
}

/** Saves what is new in the donors and in the worktree itself, as far as there is time. */
export async function saveFirst(ambient: Ambient, request: WarmRequest): Promise<SavedFirst> {
  const saves: WorktreeSave[] = [];
  const notes: WarmNote[] = [];
  if (request.saving === undefined) return { saves, notes, failure: undefined };
  const { worktree, donors, patience } = request;
  const known = workspaceNames(ambient);
  const elsewhere = treesElsewhere(ambient);
  const alsoSeen = await namedNow(ambient, request, known);
  const signal = untilLate(request, ambient.signal);
  for (const donor of patience.savingMs === undefined ? [...donors, worktree] : [worktree, ...donors]) {
    // The first is begun in any case: it tells whether anything is left.
    if (signal.aborted && saves.length > 0) break;
    const saved = await saveWorktree({ ...ambient, ...shellIn(worktree, ambient), signal }, {
      worktree: donor,
      others: request.all.filter((other) => other !== donor),
      elsewhere,
      alsoSeen,
      workspaces: request.discover ? undefined : known,
      previousCommit: donor === worktree ? request.saving.previousCommit : null,
      turnMs: patience.lockMs,
      progress: (count, of) => request.progress('saving', count, of),
    });
    saves.push(saved);
    if (saved.failure?.code === 'interrupted') {
      if (ambient.signal?.aborted === true) return { saves, notes, failure: saved.failure };
      break;
    }
    if (saved.failure !== undefined) notes.push({ code: 'save-failed', failure: saved.failure });
  }
  return { saves, notes, failure: undefined };
}

/** A shell that stands in another worktree than the one that is warmed says nothing of any: each is taken as it is by itself. */
function shellIn(worktree: Ambient['shellOf'], { shellOf, env }: Ambient): Pick<Ambient, 'shellOf' | 'env'> {
  return shellOf === worktree ? { shellOf, env } : { shellOf: null, env: environmentElsewhere(env) };
}

/** Of the time that there is, saving leaves a quarter for placing. */
function untilLate({ patience: { deadline, savingMs } }: WarmRequest, signal: Stopping | undefined): Stopping {
  const began = performance.now();
  const late = savingMs === undefined ? deadline - (deadline - began) / 4 : began + savingMs;
  return {
    get aborted() {
      return signal?.aborted === true || performance.now() > late;
    },
  };
}

/** Where this worktree's shell says that it builds: that tells which of the donors' directories are their own. */
async function namedNow(ambient: Ambient, { worktree }: WarmRequest, workspaces: readonly string[]): Promise<Built[]> {
  if (ambient.shellOf !== worktree) return [];
  const trees = await buildTrees(worktree, workspaces, ambient);
  return trees.ok ? trees.value.filter((tree) => tree.by === 'shell').map(({ buildDirectory }) => ({ worktree, buildDirectory })) : [];
}
