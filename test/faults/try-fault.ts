import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openExistingStore } from '../../src/store/open.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { examineStore } from '../../src/commands/verify/examine.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec, type Exit } from '../rig/process.ts';
import type { Bench } from './bench.ts';
import { errorsAt, faultName, faultsAt, injection, moved, type Fault } from './faults.ts';
import type { Operation } from './operations.ts';
import type { Prepared, Ready } from './prepared.ts';
import { mustBeGone, removables, remove } from './removals.ts';
import { whileStopped } from './stopped.ts';
import { changingSteps, INTERRUPTED, metDirectory, readingSteps, traceArguments, type Family } from './trace.ts';

/** `missed`: it met another call. */
export type Outcome = 'survived' | 'missed';

/** The faults that an operation can meet at its calls of one family, by running it once without any. */
export async function faultsOf(operation: Operation, prepared: Prepared, family: Family = 'changing'): Promise<Fault[]> {
  const ready = await prepared.again();
  const { temporary } = ready.bench.rig;
  const log = join(temporary, 'trace');
  await underStrace(operation, ready, { family, options: [], log });
  return family === 'reading' ? errorsAt(readingSteps(log, temporary)) : faultsAt(changingSteps(log, temporary), removables(ready));
}

/**
 * Lets a fault happen, then looks at what a person would: builds work and are right everywhere, git works, the store is
 * whole, the same command done again mends all, and nothing is left over. Throws with the fault's name.
 */
export async function tryFault(operation: Operation, fault: Fault, prepared: Prepared): Promise<Outcome> {
  try {
    for (const by of fault.kind === 'error' ? NEARBY : [0]) {
      if (fault.step.index + by < 1) continue;
      if ((await lookAfter(operation, moved(fault, by), await prepared.again())) === 'survived') return 'survived';
    }
    return 'missed';
  } catch (error) {
    throw new Error(`${operation.name}: ${faultName(fault)}`, { cause: error });
  }
}

/** Where the call may be instead, as Node's own threads come before it more or less often. */
const NEARBY = [0, 1, -1, 2, -2];

/** A signal has ended it. */
const KILLED = -1;

async function lookAfter(operation: Operation, fault: Fault, ready: Ready): Promise<Outcome> {
  const { bench, worktree } = ready;
  const { status, stderr, met } = await injected(operation, fault, ready);
  if (!met) return 'missed';
  if (/^\s+at .*:\d+:\d+/m.test(stderr)) throw new Error(`a stack trace: ${stderr}`);
  if (fault.kind === 'error' && status === KILLED) throw new Error('it crashed or hung');
  if (fault.kind === 'error' && operation.hook && status !== 0) throw new Error(`git's command fails: ${stderr}`);
  if (fault.kind === 'interrupt') await nothingIsLeft(bench);
  await programsAreRight(bench);
  if (!operation.damaged) await storeIsWhole(bench);
  if (fault.kind === 'remove') mustBeGone(fault.what, ready);
  if (bench.expected.has(worktree)) {
    await worktree.share(operation.args);
    await operation.settled(bench, worktree);
  } else await bench.rig.main.save();
  await programsAreRight(bench);
  await storeIsWhole(bench);
  await nothingIsLeft(bench);
  return 'survived';
}

/** Runs the operation and lets the fault happen; `met`: whether it did, where it was meant to. */
async function injected(operation: Operation, fault: Fault, ready: Ready): Promise<Exit & { readonly met: boolean }> {
  const { temporary } = ready.bench.rig;
  const log = join(temporary, 'trace');
  const ended = new AbortController();
  const running = underStrace(operation, ready, { family: fault.step.family, options: ['-e', injection(fault)], log }).finally(() => ended.abort());
  switch (fault.kind) {
    case 'kill': {
      const exit = await running;
      return { ...exit, met: exit.status === KILLED };
    }
    case 'error':
      return { ...(await running), met: metDirectory(log, temporary) };
    case 'interrupt':
      return { ...(await running), met: readFileSync(log, 'latin1').includes(INTERRUPTED) };
    case 'remove': {
      const met = await whileStopped({ log, directory: ready.worktree.path, act: () => remove(fault.what, ready), ended: ended.signal });
      return { ...(await running), met };
    }
  }
}

/** Node never ends when the write fails by which its own threads wake each other; `timeout` kills the whole group. */
const DEADLINE_SECONDS = '60';

function underStrace(
  operation: Operation,
  { bench, worktree }: Ready,
  o: { readonly family: Family; readonly options: readonly string[]; readonly log: string },
): Promise<Exit> {
  rmSync(o.log, { force: true });
  const command = [...traceArguments(o.log, o.family), ...o.options, process.execPath, MAIN_SCRIPT, ...operation.args];
  return exec('timeout', ['--signal=KILL', DEADLINE_SECONDS, 'strace', ...command], { cwd: worktree.path, env: bench.rig.env, statuses: 'any' });
}

async function programsAreRight({ rig, expected }: Bench): Promise<void> {
  for (const [worktree, says] of expected) {
    await worktree.cargo(['build']);
    const said = await worktree.run('app');
    if (said !== `${says}\n`) throw new Error(`${worktree.path} says ${said}, not ${says}`);
    await worktree.git(['status', '--short']);
  }
  await rig.main.git(['fsck', '--connectivity-only']);
}

/** What `verify` looks at, without a process of its own. */
async function storeIsWhole({ rig }: Bench): Promise<void> {
  const store = openExistingStore(join(rig.store, 'v1') as AbsolutePath);
  if (store === undefined) return;
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  const examined = await examineStore(store.value, { deep: false, progress: () => undefined });
  if (!examined.ok) throw new Error(JSON.stringify(examined.error));
  const { damaged } = examined.value;
  if (damaged.length > 0) throw new Error(`verify: ${JSON.stringify(damaged)}`);
}

/** Once what a hook has started by itself, an audit, is over. */
async function nothingIsLeft({ rig }: Bench): Promise<void> {
  await rig.settle();
  const temporary = join(rig.store, 'v1', 'tmp');
  const left = existsSync(temporary) ? readdirSync(temporary) : [];
  if (left.length > 0) throw new Error(`left in the store: ${left.join(', ')}`);
}
