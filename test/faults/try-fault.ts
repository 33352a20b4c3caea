import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec, type Exit } from '../rig/process.ts';
import type { Worktree } from '../rig/worktree.ts';
import { faultName, injection, type Fault } from './faults.ts';
import type { Bench, Operation } from './operations.ts';
import { changingSteps, metDirectory, traceArguments, type Step } from './trace.ts';

/** The changing calls of an operation, by running it once without faults. */
export async function stepsOf(operation: Operation, bench: Bench): Promise<Step[]> {
  const log = join(bench.rig.temporary, 'trace');
  await underStrace(await operation.setUp(bench), operation, { bench, options: [], log });
  return changingSteps(log, bench.rig.temporary);
}

/**
 * Lets a fault happen, then looks at what a person would: builds work and are right everywhere, git works, the same
 * command done again mends all, and nothing is left over. Throws with the fault's name. `missed`: it
 * met another call.
 */
export async function tryFault(operation: Operation, fault: Fault, bench: Bench): Promise<'survived' | 'missed'> {
  const worktree = await operation.setUp(bench);
  const log = join(bench.rig.temporary, 'trace');
  try {
    const exit = await underStrace(worktree, operation, { bench, options: ['-e', injection(fault)], log });
    if (fault.kind === 'error' && !metDirectory(log, bench.rig.temporary)) return 'missed';
    if (/^\s+at .*:\d+:\d+/m.test(exit.stderr)) throw new Error(`a stack trace: ${exit.stderr}`);
    if (fault.kind === 'error' && exit.status === -1) throw new Error('it crashed');
    await programsAreRight(bench);
    await worktree.share(operation.args);
    await operation.settled(bench, worktree);
    await programsAreRight(bench);
    nothingIsLeft(bench);
    return 'survived';
  } catch (error) {
    throw new Error(`${operation.name}: ${faultName(fault)}`, { cause: error });
  }
}

/** Node never ends when the write fails by which its own threads wake each other; `timeout` kills the whole group. */
const DEADLINE_SECONDS = '60';

function underStrace(
  worktree: Worktree,
  operation: Operation,
  o: { readonly bench: Bench; readonly options: readonly string[]; readonly log: string },
): Promise<Exit> {
  rmSync(o.log, { force: true });
  const command = [...traceArguments(o.log), ...o.options, process.execPath, MAIN_SCRIPT, ...operation.args];
  return exec('timeout', ['--signal=KILL', DEADLINE_SECONDS, 'strace', ...command], { cwd: worktree.path, env: o.bench.rig.env, statuses: 'any' });
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

function nothingIsLeft({ rig }: Bench): void {
  const temporary = join(rig.store, 'v1', 'tmp');
  const left = existsSync(temporary) ? readdirSync(temporary) : [];
  if (left.length > 0) throw new Error(`left in the store: ${left.join(', ')}`);
}
