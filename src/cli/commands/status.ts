import { reportStatus, statusDocument } from '../../report/status-report.ts';
import { readStatus } from '../../commands/status/status.ts';
import { openExistingStore } from '../../store/open.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

/** Somebody waits for the screen; who reads the document wants all of it. */
const FORESEE_MS = 500;

/** `cargo share status` */
export async function status(context: CommandContext): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const store = openExistingStore(clone.location.root);
  const found = await readStatus(clone, {
    store: store && must(store),
    env: context.env,
    foreseeMs: context.reporter.json ? Number.POSITIVE_INFINITY : FORESEE_MS,
  });
  context.reporter.document(statusDocument(found));
  if (!context.reporter.json) reportStatus(found, context.reporter);
  return 0;
}
