import { describe, expect, it } from 'vitest';
import { appAndLibrary, manifest, workspace, dependsOn, withBuildScript } from '../rig/crate.ts';
import type { ExplainDocument } from '../rig/documents.ts';
import { TRIED_LAYOUTS, layoutEnvironment } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { snapshotTree, compareTrees } from '../rig/tree.ts';
import { copyTarget } from '../rig/times.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** app -> core_lib (with a build script), app -> bakes, which holds its directory. */
const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'bakes']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'bakes')),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), bakes::place()); }\n',
  ...withBuildScript('core_lib', 'println!("cargo::rerun-if-changed=build.rs");'),
  'bakes/Cargo.toml': manifest('bakes'),
  'bakes/src/lib.rs': 'pub fn place() -> &\'static str { env!("CARGO_MANIFEST_DIR") }\n',
});

async function explain(worktree: Worktree, ...args: readonly string[]): Promise<ExplainDocument> {
  const run = await worktree.share(['--json', 'explain', ...args], { env: layoutEnvironment(worktree.layout) });
  return JSON.parse(run.stdout) as ExplainDocument;
}

/** What is foretold for each package, then the build: they must be the same. */
async function expectAgreement(worktree: Worktree, command: readonly string[]): Promise<ExplainDocument> {
  const told = await explain(worktree, '--', ...command);
  const [first] = told.workspaces;
  const build = await worktree.cargo(command);
  expect({ fresh: first?.freshPackages, built: first?.builtPackages }).toEqual({ fresh: build.fresh, built: build.compiled });
  expect(first?.units.filter((unit) => unit.state !== 'fresh')).toHaveLength(build.ran.length);
  return told;
}

describe.each(TRIED_LAYOUTS)('explain agrees with the build that follows (%s)', (layout) => {
  it('in one worktree, over its states', async () => {
    const { main } = await createRig({ files, layout });
    await expectAgreement(main, ['build']);
    await expectAgreement(main, ['build']);
    main.write('core_lib/src/lib.rs', 'pub fn say() -> String { "edited".to_string() }\n');
    const edited = await expectAgreement(main, ['build']);
    expect(edited.workspaces[0]?.culprits).toMatchObject([{ package: 'core_lib', cost: 2 }]);
    expect(edited.workspaces[0]?.culprits[0]?.why).toContain('core_lib/src/lib.rs');
    await expectAgreement(main, ['test', '--no-run']);
    await expectAgreement(main, ['check']);
    main.write('core_lib/build.rs', 'fn main() { println!("cargo::rerun-if-changed=build.rs"); println!("cargo::rustc-cfg=x"); }\n');
    await expectAgreement(main, ['build']);
    main.write('Cargo.toml', `${main.read('Cargo.toml')}[profile.dev]\nopt-level = 1\n`);
    await expectAgreement(main, ['build']);
    main.write('bakes/Cargo.toml', manifest('bakes', '[features]\ndefault = ["more"]\nmore = []\n'));
    await expectAgreement(main, ['build']);
    main.writeOld('app/src/main.rs', 'fn main() { println!("hidden"); }\n');
    await expectAgreement(main, ['build']);
    await main.cargo(['clean', '-p', 'bakes']);
    await expectAgreement(main, ['build']);
  });

  it('what cargo would build only for a dependency that a warm brings is not left to build', async () => {
    const { main } = await createRig({ files: appAndLibrary(), layout });
    await main.cargo(['build']);
    await main.save();
    main.write('core_lib/src/lib.rs', main.read('core_lib/src/lib.rs'));
    const [told] = (await explain(main)).workspaces;
    expect(told?.units.map(({ package: name, state }) => `${name} ${state}`).sort()).toEqual(['app placeable', 'core_lib placeable']);
    expect(told?.builtPackages).toEqual(['app', 'core_lib']);
    await main.warm();
    expect((await main.cargo(['build'])).compiled).toEqual([]);
  });

  it('in a fresh worktree, before and after it is warmed, and with a copied target directory', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    await rig.main.save();
    const b = await rig.addWorktree('b');
    const before = await explain(b);
    const states = before.workspaces[0]?.units.map(({ package: name, kind, state }) => `${name} ${kind} ${state}`).sort();
    expect(states).toEqual(['app bin build', 'bakes lib build', 'core_lib custom-build placeable', 'core_lib lib placeable', 'core_lib run-build-script placeable']);
    expect(before.workspaces[0]?.culprits).toMatchObject([{ package: 'bakes', cost: 2, hint: expect.stringContaining('CARGO_MANIFEST_DIR') }]);
    await b.warm();
    await expectAgreement(b, ['build']);

    const c = await rig.addWorktree('c');
    copyTarget(rig.main.path, c.path);
    await expectAgreement(c, ['build']);
  });
});

it('explain writes nothing in the worktree, and names what is not shared', async () => {
  const rig = await createRig({ files });
  await rig.main.cargo(['build']);
  await rig.main.save();
  rig.main.write('core_lib/src/lib.rs', 'pub fn say() -> String { "edited".to_string() }\n');
  const before = snapshotTree(rig.main.path);
  const told = await explain(rig.main);
  expect(compareTrees(before, snapshotTree(rig.main.path))).toEqual([]);
  expect(told.unshared).toMatchObject([{ package: 'bakes', cost: 2, refusal: { reason: 'env-path', variable: 'CARGO_MANIFEST_DIR' } }]);
  const text = (await rig.main.share(['explain', 'core_lib'], { env: layoutEnvironment('legacy') })).stdout;
  expect(text).toContain('core_lib/src/lib.rs');
  expect(text).not.toContain('CARGO_MANIFEST_DIR');
  const unknown = await rig.main.share(['explain', 'nobody'], { statuses: [2] });
  expect(unknown.stderr).toContain('nobody');
});

it('a build that cargo would refuse is said with cargo\'s own words', async () => {
  const { main } = await createRig({ files });
  main.write('app/Cargo.toml', 'no toml');
  const run = await main.share(['explain'], { statuses: [2] });
  expect(run.stderr).toMatch(/error\[cargo-[a-z-]+\]/);
  expect(run.stderr).toContain('app/Cargo.toml');
});

it('the line by which cargo compiles a crate at every build', async () => {
  const { main } = await createRig({ files: appAndLibrary(withBuildScript('core_lib', 'println!("cargo::rerun-if-changed=absent.txt");')) });
  await main.cargo(['build']);
  await main.save();
  const [culprit] = (await explain(main, '--', 'build')).workspaces[0]?.culprits ?? [];
  expect(culprit?.why).toContain('core_lib/build.rs printed `cargo::rerun-if-changed=absent.txt`');
  expect((await main.share(['doctor'], { statuses: 'any' })).stdout).toContain('core_lib/build.rs printed `cargo::rerun-if-changed=absent.txt`');
  expect((await main.cargo(['build'])).compiled).toEqual(['app', 'core_lib']);
});
