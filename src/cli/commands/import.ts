import { resolve } from 'node:path';
import { commitsBelow } from '../../formats/git/history.ts';
import { readHead } from '../../commands/remote/heads.ts';
import { take } from '../../commands/remote/take.ts';
import { reportTaken, takeDocument } from '../../report/exchange-report.ts';
import { cloneOf, must, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { working } from '../interruption.ts';
import { openExchange, placeToRead } from './exchange.ts';

/** How far back an export may have been made. */
export const NEAR = 200;

/** `cargo share import DIR|FILE [--unsigned] [--older]`: puts what was exported into the store; warming places it. */
export async function importUnits(context: CommandContext, place: string, flags: { readonly unsigned: boolean; readonly older: boolean }): Promise<ExitStatus> {
  const { reporter } = context;
  const clone = await cloneOf(context);
  const store = storeOf(clone, context);
  const { trust, machine } = await openExchange(clone, context, flags);
  const objects = placeToRead(resolve(context.cwd, place));
  const about = { store: store.root, place: objects.where, repository: trust.repository };
  if (context.dryRun) {
    const head = must(await readHead(objects, trust, machine.host));
    reporter.document(takeDocument('import', [], about));
    reporter.status('Would', `look at what ${objects.where} has of ${head?.commits.length ?? 0} commits, and take what is missing`);
    return 0;
  }
  const here = clone.repository.worktree ?? clone.repository.commonDirectory;
  const received = must(
    await working(context, ['Taking'], ({ bars, signal }) =>
      take({
        store,
        repository: clone.repository.commonDirectory,
        objects,
        machine,
        trust,
        host: machine.host,
        near: commitsBelow(here, NEAR),
        all: true,
        older: flags.older,
        anyCompiler: false,
        wants: () => true,
        signal,
        progress: bars.Taking,
      }),
    ),
  );
  reporter.document(takeDocument('import', received, about));
  reportTaken(received, about, reporter);
  return 0;
}
