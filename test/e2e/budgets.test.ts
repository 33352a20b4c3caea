import { constants, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { overBudget, readBudgets, writeBudget } from '../budgets/budget.ts';
import { countArguments, countedCalls, type CountedCall } from '../budgets/count-calls.ts';
import { dependsOn, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Files, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';
import { WITHOUT_STRACE } from '../support/strace.ts';

/**
 * How much each command asks of the system, whatever the machine's speed. `BUDGETS=write` sets the budgets to what is
 * counted now and a little more, for a change that is worth its calls; `BUDGETS=raise` after it, with a newer Node, to the
 * larger of both.
 */
const WRITE = process.env['BUDGETS'];
const createRig = useRigs();

const LIBRARIES = Array.from({ length: 12 }, (_, index) => `lib_${'abcdefghijkl'[index]}`);

/** A dozen libraries in one chain, one with a build script, and a program: enough that a call for each unit shows. */
function files(): Files {
  const libraries = LIBRARIES.flatMap((name, index) => [
    [`${name}/Cargo.toml`, manifest(name, index === 0 ? '' : dependsOn(LIBRARIES[index - 1] ?? ''))],
    [`${name}/src/lib.rs`, `mod said;\npub fn say() -> String { said::say() }\n`],
    [`${name}/src/said.rs`, `pub fn say() -> String { ${index === 0 ? '"first".to_string()' : `${LIBRARIES[index - 1]}::say()`} }\n`],
  ]);
  return {
    'Cargo.toml': workspace([...LIBRARIES, 'app']),
    ...(Object.fromEntries(libraries) as Files),
    ...withBuildScript('lib_a', 'println!("cargo:rerun-if-changed=build.rs");'),
    'app/Cargo.toml': manifest('app', dependsOn(LIBRARIES.at(-1) ?? '')),
    'app/src/main.rs': `fn main() { println!("{}", ${LIBRARIES.at(-1)}::say()); }\n`,
  };
}

/** Reflinks take other calls than links, and the budgets are for links: most file systems have only those. */
function clones(directory: string): boolean {
  try {
    copyFileSync(join(directory, 'a/Cargo.toml'), join(directory, 'cloned'), constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(WITHOUT_STRACE !== '')(`system calls${WITHOUT_STRACE}`, () => {
  let rig: Rig;
  let fresh: Worktree;

  async function traced(worktree: Worktree, args: readonly string[]): Promise<CountedCall[]> {
    const log = join(rig.temporary, 'calls');
    await exec('strace', [...countArguments(log), process.execPath, MAIN_SCRIPT, ...args], { cwd: worktree.path, env: rig.env });
    await rig.settle();
    return countedCalls(log, rig.temporary);
  }

  beforeAll(async () => {
    rig = await createRig({ files: files() });
    await rig.main.cargo(['build']);
  });

  // In this order: each goes on from where the one before has ended.
  it.for([
    { scenario: 'init, with the first save', args: ['init'], where: () => rig.main },
    { scenario: 'save with nothing new', args: ['save'], where: () => rig.main },
    {
      scenario: 'warm a fresh worktree',
      args: ['warm'],
      where: async () => {
        await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '--detach', join(rig.temporary, 'fresh')]);
        return (fresh = rig.open(join(rig.temporary, 'fresh')));
      },
    },
    { scenario: 'warm with nothing to do', args: ['warm'], where: () => fresh },
    { scenario: 'status', args: ['status'], where: () => fresh },
  ])('$scenario', async ({ scenario, args, where }, { skip }) => {
    if (clones(rig.temporary)) skip('the temporary directory is on a file system with reflinks');
    const calls = await traced(await where(), args);
    if (WRITE === 'write' || WRITE === 'raise') writeBudget(scenario, calls, WRITE);
    expect(overBudget(calls, readBudgets()[scenario])).toEqual([]);
  });
});
