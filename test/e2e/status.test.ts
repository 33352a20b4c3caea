import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { dependsOn, manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** app -> core_lib -> leaf, app -> stable; `scripted` has a build script without rerun-if. */
const FILES = {
  'Cargo.toml': workspace(['app', 'core_lib', 'leaf', 'stable', 'scripted']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stable')),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), stable::say()); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', dependsOn('leaf')),
  'core_lib/src/lib.rs': 'pub fn say() -> String { leaf::say().to_string() }\n',
  'leaf/Cargo.toml': manifest('leaf'),
  'leaf/src/lib.rs': 'pub fn say() -> &\'static str { "leaf" }\n',
  'stable/Cargo.toml': manifest('stable'),
  'stable/src/lib.rs': 'pub fn say() -> &\'static str { "stable" }\n',
  ...withBuildScript('scripted', 'println!("told");'),
  'scripted/src/lib.rs': '',
  'scripted/data.txt': 'data\n',
};

let rig: Rig;
let b: Worktree;
let all: number;

beforeEach(async () => {
  rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  b = await rig.addWorktree('b', { commit: 'HEAD' });
  all = (await rig.main.status()).worktrees[0]?.units.shared ?? 0;
}, 60_000);

/** What status foresees for worktree b, and what cargo itself says: how many of the units that it needs are fresh. */
async function foreseen(): Promise<{ next: unknown; fresh: number; placeable: number }> {
  const next = (await rig.main.status()).worktrees.find(({ path }) => path === b.path)?.nextBuild;
  const document = JSON.parse((await b.share(['--json', 'explain'])).stdout) as { workspaces: { units: { state: string }[] }[] };
  const states = document.workspaces.flatMap(({ units }) => units.map(({ state }) => state));
  return { next, fresh: states.filter((state) => state === 'fresh').length, placeable: states.filter((state) => state === 'placeable').length };
}

it('a warmed worktree is ready', async () => {
  expect(all).toBe(7);
  expect(await foreseen()).toEqual({ next: { ready: 7, warmable: 0 }, fresh: 7, placeable: 0 });
});

it('an edit takes the unit and all that stand on it out; a warm has nothing for it', async () => {
  b.write('leaf/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n');
  expect(await foreseen()).toEqual({ next: { ready: 4, warmable: 0 }, fresh: 4, placeable: 0 });
});

it('a file that is written anew with the same content is not fresh, and a warm mends that', async () => {
  b.write('stable/src/lib.rs', b.read('stable/src/lib.rs'));
  expect(await foreseen()).toMatchObject({ next: { ready: 5, warmable: 1 }, fresh: 5, placeable: 2 });
  await b.warm();
  expect(await foreseen()).toEqual({ next: { ready: 7, warmable: 0 }, fresh: 7, placeable: 0 });
});

it('of a build script without rerun-if any file of its package counts', async () => {
  b.write('scripted/data.txt', 'other\n');
  expect(await foreseen()).toMatchObject({ next: { ready: 5, warmable: 0 }, fresh: 5 });
});

it('an empty worktree has all to gain, and the advice says so', async () => {
  rmSync(b.target, { recursive: true });
  expect(await foreseen()).toEqual({ next: { ready: 0, warmable: 7 }, fresh: 0, placeable: 7 });
  expect((await rig.main.share(['status'])).stdout).toContain(`\`cargo share warm ${b.path}\` brings 7 units that the next build there would compile.`);
});

it('changes nothing: a damaged unit stays in the store', async () => {
  const before = (await rig.main.status()).store.units;
  rmSync(b.target, { recursive: true });
  const stamp = new Date(5_000);
  for (const file of readdirSync(`${rig.main.target}/debug/deps`)) if (file.endsWith('.rlib')) utimesSync(`${rig.main.target}/debug/deps/${file}`, stamp, stamp);
  const { store, worktrees } = await rig.main.status();
  expect(store.units).toBe(before);
  expect(worktrees.find(({ path }) => path === b.path)?.nextBuild).toMatchObject({ ready: 0 });
});

it('where worktrees build in one directory nothing is foretold', async () => {
  for (const { path } of [rig.main, b]) rig.open(path).write('.cargo/config.toml', `build.target-dir = "${rig.main.target}"\n`);
  const { worktrees } = await rig.main.status();
  expect(worktrees.map(({ nextBuild }) => nextBuild)).toEqual([null, null]);
});
