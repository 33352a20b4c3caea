import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openExistingStore } from '../../src/store/open.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { examineStore } from '../../src/verify/examine.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec, type Exit } from '../rig/process.ts';
import type { Bench } from './bench.ts';
import { faultName, injection, type Fault } from './faults.ts';
import type { Operation } from './operations.ts';
import type { Prepared, Ready } from './prepared.ts';
import { changingSteps, metDirectory, traceArguments, type Step } from './trace.ts';

/** `missed`: it met another call. */
export type Outcome = 'survived' | 'missed';

/** The changing calls of an operation, by running it once without faults. */
export async function stepsOf(operation: Operation, prepared: Prepared): Promise<Step[]> {
  const ready = await prepared.again();
  const log = join(ready.bench.rig.temporary, 'trace');
  await underStrace(operation, ready, { options: [], log });
  return changingSteps(log, ready.bench.rig.temporary);
}

/**
 * Lets a fault happen, then looks at what a person would: builds work and are right everywhere, git works, the store is
 * whole, the same command done again mends all, and nothing is left over. Throws with the fault's name.
 */
export async function tryFault(operation: Operation, fault: Fault, prepared: Prepared): Promise<Outcome> {
  try {
    return await lookAfter(operation, fault, await prepared.again());
  } catch (error) {
    throw new Error(`${operation.name}: ${faultName(fault)}`, { cause: error });
  }
}

/** A signal has ended it. */
const KILLED = -1;

async function lookAfter(operation: Operation, fault: Fault, ready: Ready): Promise<Outcome> {
  const { bench, worktree } = ready;
  const log = join(bench.rig.temporary, 'trace');
  const exit = await underStrace(operation, ready, { options: ['-e', injection(fault)], log });
  const met = fault.kind === 'kill' ? exit.status === KILLED : metDirectory(log, bench.rig.temporary);
  if (!met) return 'missed';
  if (/^\s+at .*:\d+:\d+/m.test(exit.stderr)) throw new Error(`a stack trace: ${exit.stderr}`);
  if (fault.kind === 'error' && exit.status === KILLED) throw new Error('it crashed or hung');
  if (fault.kind === 'error' && operation.hook && exit.status !== 0) throw new Error(`git's command fails: ${exit.stderr}`);
  await programsAreRight(bench);
  if (!operation.damaged) storeIsWhole(bench);
  await worktree.share(operation.args);
  await operation.settled(bench, worktree);
  await programsAreRight(bench);
  storeIsWhole(bench);
  nothingIsLeft(bench);
  return 'survived';
}

/** Node never ends when the write fails by which its own threads wake each other; `timeout` kills the whole group. */
const DEADLINE_SECONDS = '60';

function underStrace(
  operation: Operation,
  { bench, worktree }: Ready,
  o: { readonly options: readonly string[]; readonly log: string },
): Promise<Exit> {
  rmSync(o.log, { force: true });
  const command = [...traceArguments(o.log), ...o.options, process.execPath, MAIN_SCRIPT, ...operation.args];
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
function storeIsWhole({ rig }: Bench): void {
  const store = openExistingStore(join(rig.store, 'v1') as AbsolutePath);
  if (store === undefined) return;
  if (!store.ok) throw new Error(JSON.stringify(store.error));
  const { damaged } = examineStore(store.value, { deep: false, progress: () => undefined });
  if (damaged.length > 0) throw new Error(`verify: ${JSON.stringify(damaged)}`);
}

function nothingIsLeft({ rig }: Bench): void {
  const temporary = join(rig.store, 'v1', 'tmp');
  const left = existsSync(temporary) ? readdirSync(temporary) : [];
  if (left.length > 0) throw new Error(`left in the store: ${left.join(', ')}`);
}
