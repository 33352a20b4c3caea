import { reportVerify, verifyDocument } from '../../report/verify-report.ts';
import { openExistingStore } from '../../store/open.ts';
import { examineStore } from '../../commands/verify/examine.ts';
import { dropDamaged } from '../../commands/verify/repair.ts';
import { working } from '../interruption.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

export interface VerifyFlags {
  readonly repair: boolean;
  readonly deep: boolean;
}

/** `cargo share verify`: whether every stored unit is what was stored. Status 1: damage that still stands. */
export async function verify(context: CommandContext, { repair, deep }: VerifyFlags): Promise<ExitStatus> {
  const { reporter } = context;
  const { root } = (await cloneOf(context)).location;
  const opened = openExistingStore(root);
  const store = opened && must(opened);
  const found =
    store === undefined
      ? { units: 0, damaged: [], compared: 0, recorded: 0, ofOthers: 0 }
      : must(
          await working(context, ['Verifying'], ({ bars, signal }) =>
            examineStore(context.dryRun ? { ...store, unwritable: DRY_RUN } : store, { deep, signal, progress: bars.Verifying }),
          ),
        );
  const dropped =
    repair && !context.dryRun && store !== undefined ? must(await working(context, [], ({ signal }) => dropDamaged(store, found.damaged, signal))) : undefined;
  if (!context.dryRun) context.log.write(...found.damaged.map(({ key, reason, path }) => ({ event: 'damaged', key, reason, path }) as const));
  const outcome = { store: root, deep, dropped };
  reporter.document(verifyDocument(found, outcome));
  reportVerify(found, outcome, reporter);
  return found.damaged.length > (dropped ?? 0) ? 1 : 0;
}

/** A dry run records no digests. */
const DRY_RUN = { code: 'store-unwritable', message: 'A dry run writes nothing.' } as const;
