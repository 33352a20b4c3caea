import type { WorktreeAudit } from '../engine/audit/audit-worktree.ts';
import { presentWorktrees, type Clone } from '../engine/clone/clone.ts';
import { reportAudit } from '../report/audit-report.ts';
import type { RunAgain } from '../engine/warm/options.ts';
import type { Store } from '../store/open.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { ambientOf } from './ambient.ts';
import type { CommandContext } from './context.ts';
import { working } from './interruption.ts';

export interface AuditBuilds {
  readonly clone: Clone;
  readonly store: Store;
  /** Undefined: of all worktrees. */
  readonly worktrees?: readonly AbsolutePath[];
  /** Says nothing, gives way, and does not wait for another audit. */
  readonly background: boolean;
  /** By a person, who wants to know: what has come to nothing often is tried again. */
  readonly asked?: boolean;
  /** The cargo command that built what is to be observed, where it is known. */
  readonly command?: readonly string[];
}

/** Observes what worktrees have built and what nothing but an observation vouches for. */
export async function auditBuilds(context: CommandContext, o: AuditBuilds): Promise<WorktreeAudit[]> {
  const audits: WorktreeAudit[] = [];
  if (context.dryRun || !o.clone.settings.audit) return audits;
  const { auditWorktree } = await import('../engine/audit/audit-worktree.ts');
  for (const worktree of o.worktrees ?? presentWorktrees(o.clone).map(({ path }) => path)) {
    const audited = await working(context, ['Observing'], ({ signal }) =>
      auditWorktree(ambientOf(context, o.clone, o.store), {
        worktree,
        background: o.background,
        asked: o.asked ?? false,
        command: o.command,
        seconds: o.clone.settings.auditSeconds,
        signal: signal as AbortSignal,
      }),
    );
    if (!o.background) reportAudit(audited, context.reporter);
    audits.push(audited);
    if (audited.failure !== undefined) break;
  }
  return audits;
}

/** Runs scripts of the repository again where what they read differs; not where observing is switched off. */
export function againIn(context: CommandContext, { clone, store }: Pick<AuditBuilds, 'clone' | 'store'>): RunAgain | undefined {
  if (!clone.settings.audit) return undefined;
  return async (from) => {
    const { runAgain } = await import('../engine/audit/run-again.ts');
    const { settings } = ambientOf(context, clone, store);
    const stopped = new AbortController();
    const end = context.interruption.listen(() => stopped.abort());
    try {
      return await runAgain({ store, settings, env: from.here.env }, from, { seconds: clone.settings.auditSeconds, signal: stopped.signal });
    } finally {
      end();
    }
  };
}
