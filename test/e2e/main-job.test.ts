import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary, workspace } from '../rig/crate.ts';
import { fixture } from '../rig/fixture.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { hostTriple } from '../rig/toolchain.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** How long a hook may take is not what is tested here, and the machine may be busy. */
const UNHURRIED = { CARGO_SHARE_HOOK_SECONDS: '60' };

interface Job {
  readonly args: readonly string[];
  /** The crates that have a true reason to be compiled: they hold a path of the donor. */
  readonly compiles: readonly string[];
}

/** The integration test bakes CARGO_BIN_EXE_app. */
const JOBS: readonly Job[] = [
  { args: ['build'], compiles: [] },
  // Under check, cargo gives CARGO_BIN_EXE_* a placeholder instead of a path.
  { args: ['check', '--workspace', '--all-targets'], compiles: [] },
  { args: ['clippy', '--workspace'], compiles: [] },
  { args: ['test', '--workspace', '--no-run'], compiles: ['cli'] },
];

/** The crates that rustc was run for. */
function compiledCrates(ran: readonly string[]): string[] {
  return ran.flatMap((line) => /--crate-name (\S+)/.exec(line)?.[1] ?? []).sort();
}

describe('a real workspace with dependencies from crates.io', () => {
  let rig: Rig;
  let hooked: Worktree;
  let byHand: Worktree;

  beforeAll(async () => {
    rig = await createRig({ files: fixture('real-workspace'), layout: 'unit-dirs', env: UNHURRIED });
    for (const { args } of JOBS) await rig.main.cargo(args);
    await rig.main.share(['init']);
    hooked = await rig.addWorktree('hooked');
    await rig.main.git(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '../by-hand']);
    byHand = rig.open(`${rig.temporary}/by-hand`);
    await byHand.share(['warm']);
  }, 600_000);

  it.each(JOBS)('the hook has warmed a new worktree: cargo $args compiles $compiles', async ({ args, compiles }) => {
    const run = await hooked.cargo(args);
    expect(compiledCrates(run.ran)).toEqual(compiles);
    expect(run.ran).toHaveLength(compiles.length);
  });

  it('without hooks, after cargo share warm: cargo build compiles nothing', async () => {
    expect((await byHand.cargo(['build'])).ran).toEqual([]);
  });

  it('tests pass, and programs print what the own build of the donor prints', async () => {
    const test = await hooked.cargo(['test', '--workspace']);
    expect(test.stdout.match(/test result: ok/g)?.length).toBeGreaterThanOrEqual(4);
    const prints = await hooked.run('app');
    expect(prints).toBe('app Report {"title":"Report","count":3} 230bce51\n');
    expect(prints).toBe(await rig.main.run('app'));
  });

  it('an edit in the new worktree compiles what depends on it, and nothing else', async () => {
    hooked.write('tables/words.txt', 'alpha\n');
    expect(await hooked.cargo(['build'])).toMatchObject({ compiled: ['app', 'tables'] });
    expect(await hooked.run('app')).toContain('"count":1');
    expect(await rig.main.cargo(['build'])).toMatchObject({ compiled: [] });
  });
});

/** A macro with what it stands on, and a library that is compiled C. */
it('the same in the legacy layout', async () => {
  const check = ['check', '-p', 'derive', '-p', 'tables'];
  const rig = await createRig({ files: fixture('real-workspace'), layout: 'legacy', env: UNHURRIED });
  await rig.main.cargo(check);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  expect((await b.cargo(check)).ran).toEqual([]);
});

/** Cargo gives a target that is named a directory of its own, and one in it to each profile. */
it('a profile of the user\'s own, with the host\'s target named', async () => {
  const rig = await createRig({ files: appAndLibrary({ 'Cargo.toml': `${workspace(['app', 'core_lib'])}\n[profile.careful]\ninherits = "dev"\ndebug = "line-tables-only"\n` }), layout: 'unit-dirs', env: UNHURRIED });
  const host = await hostTriple(rig.main);
  const build = ['build', '--profile', 'careful', '--target', host];
  await rig.main.cargo(build);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  expect((await b.cargo(build)).ran).toEqual([]);
  expect(await b.run(`${host}/careful/app`)).toBe(await rig.main.run(`${host}/careful/app`));
});
