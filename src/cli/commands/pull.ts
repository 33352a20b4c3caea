import { findWorktree, isShared, presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { commitsBelow } from '../../formats/git/history.ts';
import { readMachine } from '../../commands/remote/machine.ts';
import { take, type TakeOptions } from '../../commands/remote/take.ts';
import { readRemoteSettings, readSigningKey, withOwnKey } from '../../commands/remote/trust.ts';
import { rightIn } from '../../commands/remote/right-here.ts';
import type { Received } from '../../commands/remote/receive.ts';
import { reportTaken, takeDocument } from '../../report/exchange-report.ts';
import { openWholeStore, type Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { acquireFlock } from '../../system/flock.ts';
import { lowerPriority } from '../../system/process.ts';
import { cloneOf, must, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { working } from '../interruption.ts';
import { NEAR } from './import.ts';
import { openExchange } from './exchange.ts';
import { remoteNamed } from './remote.ts';
import { LIKE_A_HOOK, runWarm } from './warm.ts';

/** `cargo share pull [REMOTE]`: takes what is right in this worktree, and warms it. */
export async function pull(context: CommandContext, name: string | undefined): Promise<ExitStatus> {
  const clone = await cloneOf(context);
  const store = storeOf(clone, context);
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const { settings, trust, machine } = await openExchange(clone, context, { unsigned: false });
  const objects = await remoteNamed(settings.remotes, name, context.env);
  const wants = await rightIn({ worktree: worktree.path, env: context.env, mayRunCargo: true });
  const received = must(
    await working(context, ['Pulling'], ({ bars, signal }) =>
      take({ ...common(clone, store, worktree.path), objects, machine, trust, host: machine.host, anyCompiler: false, wants: context.dryRun ? () => false : wants, signal, progress: bars.Pulling }),
    ),
  );
  const about = { store: store.root, place: objects.where, repository: trust.repository };
  context.reporter.document(takeDocument('pull', received, about));
  reportTaken(received, about, context.reporter);
  if (!context.dryRun) await warmAfter(context, clone, store);
  return 0;
}

function common(clone: Clone, store: Store, worktree: AbsolutePath): Pick<TakeOptions, 'store' | 'repository' | 'near' | 'all' | 'older'> {
  return { store, repository: clone.repository.commonDirectory, near: commitsBelow(worktree, NEAR), all: false, older: false };
}

/**
 * What a hook has started: at low priority, one at a time. Nothing of the checkout is run: the compiler is asked outside of
 * it, where no `rust-toolchain.toml` chooses another; whether a unit is of the worktree's own is told by cargo.
 */
export async function pullInBackground(context: CommandContext): Promise<ExitStatus> {
  lowerPriority();
  const clone = await cloneOf(context);
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const opened = openWholeStore(clone.location.root);
  if (opened === undefined) return 0;
  const store = must(opened);
  const turn = await acquireFlock({ path: `${store.root}/pull.lock`, mode: 'exclusive', timeoutMs: 0 });
  if (!turn.ok) return 0;
  try {
    const settings = must(readRemoteSettings(clone.repository, presentWorktrees(clone).map(({ path }) => path)));
    const trust = { repository: settings.repository, allowed: withOwnKey(settings.allowed, must(readSigningKey(context.env))), unsigned: false };
    const machine = await readMachine('/' as AbsolutePath, context.env);
    if (machine === undefined) return 0;
    const wants = await rightIn({ worktree: worktree.path, env: context.env, mayRunCargo: false });
    const all: Received[] = [];
    for (const name of settings.remotes.keys()) {
      const objects = await remoteNamed(settings.remotes, name, context.env);
      const received = await take({ ...common(clone, store, worktree.path), objects, machine, trust, host: machine.host, anyCompiler: true, wants, progress: () => undefined });
      if (received.ok) all.push(...received.value);
      else if (received.error.code !== 'remote-empty') context.log.write({ event: 'failure', failure: received.error });
    }
    if (all.some(({ taken }) => taken > 0)) await warmAfter(context, clone, store);
    return 0;
  } finally {
    turn.value.release();
  }
}

async function warmAfter(context: CommandContext, clone: Clone, store: Store): Promise<void> {
  if (isShared(clone)) return;
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  await runWarm(context, { clone, worktree, store }, {
    ...LIKE_A_HOOK,
    donors: [],
    mayRunCargo: false,
    patience: { seconds: 600, lockMs: 0, onWait: () => undefined },
  });
}
