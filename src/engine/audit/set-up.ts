import type { WorktreeFacts } from '../../units/may-place.ts';
import type { AuditRequest, AuditRun } from './audit.ts';
import { makeMirror } from './mirror.ts';
import type { AuditedUnit, Mirror } from './model.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { Observing } from './run.ts';

/** A mirror in which can be built, and with what is observed in it. */
export interface SetUp extends Observing {
  readonly mirror: Mirror;
  readonly prepared: Prepared;
}

/** Makes a mirror of the donor and places its units there, but for the chosen ones. `facts`: by which they are placed, see {@link prepare}. Undefined where none can be made. */
export async function setUp(o: AuditRequest, chosen: readonly AuditedUnit[], { below, signal, isGone }: AuditRun, facts?: WorktreeFacts): Promise<SetUp | undefined> {
  const { worktree, configFiles } = o.donor;
  const { buildDirectory, targetDirectory, workspaces } = o.tree;
  const isInside = buildDirectory.startsWith(`${worktree}/`);
  const mirror = makeMirror({ donor: worktree, built: [buildDirectory, targetDirectory], buildsIn: isInside ? buildDirectory.slice(worktree.length + 1) : 'target', below, isGone });
  const prepared = mirror && (await prepare(o, mirror, { chosen, signal, ...(facts !== undefined && { facts }) }));
  if (mirror === undefined || prepared === undefined) return undefined;
  return {
    ...o.native,
    env: o.work.env,
    workspaceRoot: `${mirror.worktree}${(workspaces[0] ?? worktree).slice(worktree.length)}`,
    configFiles,
    signal,
    deadline: performance.now() + o.seconds * 1000,
    layout: chosen[0]?.manifest.layout ?? 'legacy',
    mirror,
    prepared,
  };
}
