import { resolve } from 'node:path';
import { commitNamed } from '../../formats/git/history.ts';
import { publicKeyOf } from '../../commands/remote/signature.ts';
import { send } from '../../commands/remote/send.ts';
import { placeFailure } from '../../commands/remote/heads.ts';
import { reportSent, sendDocument } from '../../report/exchange-report.ts';
import type { SendDocument } from '../../report/documents/exchange.ts';
import type { Objects } from '../../commands/remote/objects.ts';
import type { Store } from '../../store/open.ts';
import type { Clone } from '../../engine/clone/clone.ts';
import { FailureError } from '../../system/failure.ts';
import { cloneOf, must, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { working } from '../interruption.ts';
import { saveAll } from '../whole-clone.ts';
import { openExchange, placeToWrite, standing, type Exchange } from './exchange.ts';

/** `cargo share export DIR|FILE [--commit COMMIT]…` */
export async function exportUnits(context: CommandContext, place: string, commits: readonly string[]): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const store = storeOf(clone, context);
  const exchange = await openExchange(clone, context, { unsigned: true });
  return sendStanding({ command: 'export', clone, store, context, exchange, objects: placeToWrite(resolve(context.cwd, place)), commits });
}

/** Saves what is built, and sends what stands in the worktrees to a place. */
export async function sendStanding(o: {
  readonly command: SendDocument['command'];
  readonly clone: Clone;
  readonly store: Store;
  readonly context: CommandContext;
  readonly exchange: Exchange;
  readonly objects: Objects;
  readonly commits: readonly string[];
}): Promise<ExitStatus> {
  const { clone, store, context, exchange, objects } = o;
  const { reporter } = context;
  const here = clone.repository.worktree ?? clone.repository.commonDirectory;
  const commits = o.commits.map((name) => commitNamed(here, name) ?? unknownCommit(name));
  if (!context.dryRun) await saveAll(clone, store, context);
  const built = await standing(clone, store, { env: context.env, commits });
  if (built.length === 0) throw new FailureError({ code: 'remote-empty', message: 'No worktree has built anything at such a commit that could be sent.', path: here, hint: 'Build first.' });
  const signedBy = exchange.key === undefined ? null : publicKeyOf(exchange.key);
  const about = { store: store.root, place: objects.where, repository: exchange.trust.repository, signedBy };
  if (context.dryRun) {
    reporter.document(sendDocument(o.command, [], about));
    for (const { commit, trees } of built) reporter.status('Would', `send ${commit.slice(0, 9)}: up to ${trees.reduce((sum, { keys }) => sum + keys.length, 0)} units to ${objects.where}`);
    return 0;
  }
  const sent = await working(context, ['Sending'], ({ bars, signal }) =>
    send(built, { store, objects, trust: exchange.trust, key: exchange.key, machine: exchange.machine, nowMs: Date.now(), signal, progress: bars.Sending }),
  );
  const units = must(sent);
  const closed = await objects.close();
  if (!closed.ok) throw new FailureError(placeFailure(objects, closed.error));
  reporter.document(sendDocument(o.command, units, about));
  reportSent(units, about, reporter);
  return 0;
}

function unknownCommit(name: string): never {
  throw new FailureError({ code: 'usage', message: `\`${name}\` is no commit of this repository.` });
}
