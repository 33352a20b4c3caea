import { pushRefusal } from '../../commands/remote/may-push.ts';
import { FailureError } from '../../system/failure.ts';
import { cloneOf, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { openExchange } from './exchange.ts';
import { sendStanding } from './export.ts';
import { remoteNamed } from './remote.ts';

export interface PushFlags {
  readonly commits: readonly string[];
  /** Although this is a CI job that anybody may have started. */
  readonly force: boolean;
}

/** `cargo share push [REMOTE] [--commit COMMIT]… [--force]` */
export async function push(context: CommandContext, name: string | undefined, { commits, force }: PushFlags): Promise<ExitStatus> {
  const refusal = force ? undefined : pushRefusal(context.env);
  if (refusal !== undefined) {
    throw new FailureError({ code: 'push-refused', message: `This ${refusal.ci} job may not push: ${refusal.why}.`, hint: 'Whoever reads from there runs what this job has built; `--force` if you know that nobody else can start it.' });
  }
  const clone = await cloneOf(context);
  const store = storeOf(clone, context);
  const exchange = await openExchange(clone, context, { unsigned: false });
  if (exchange.key === undefined) throw new FailureError({ code: 'key-unusable', message: 'There is no key to sign with, and nobody would take what is not signed.', hint: '`cargo share remote key` makes one; in CI set CARGO_SHARE_SIGNING_KEY to its file\'s text.' });
  const objects = await remoteNamed(exchange.settings.remotes, name, context.env);
  return sendStanding({ command: 'push', clone, store, context, exchange, objects, commits });
}
