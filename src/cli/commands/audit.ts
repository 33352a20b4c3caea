import { findWorktree } from '../../engine/clone/clone.ts';
import { auditDocument } from '../../report/audit-report.ts';
import { openWholeStore } from '../../store/open.ts';
import { FailureError } from '../../system/failure.ts';
import { auditBuilds } from '../audit-builds.ts';
import { cloneOf, must, storeOf, type CommandContext, type ExitStatus } from '../context.ts';

export interface AuditFlags {
  readonly background: boolean;
  /** What stands behind `--`. */
  readonly command: readonly string[];
}

/** `cargo share audit [-- CARGO-COMMAND…]` */
export async function audit(context: CommandContext, flags: AuditFlags): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  if (flags.background) {
    const opened = openWholeStore(clone.location.root);
    if (opened === undefined) return 0;
    const store = must(opened);
    await auditBuilds(context, { clone, store, background: true });
    return 0;
  }
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const store = storeOf(clone, context);
  const [audited] = await auditBuilds(context, {
    clone,
    store,
    worktrees: [worktree.path],
    background: false,
    asked: true,
    ...(flags.command.length > 0 && { command: flags.command }),
  });
  if (audited?.failure !== undefined) throw new FailureError(audited.failure);
  if (audited?.units.length === 0) context.reporter.status('Observed', `nothing: no stored unit of ${worktree.path} waits for it`);
  context.reporter.document(auditDocument(worktree.path, audited?.units ?? []));
  return 0;
}
