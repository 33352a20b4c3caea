import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gitSync } from '../../src/formats/git/run-git.ts';
import { dependsOn, manifest, workspace } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { scratchRun } from '../rig/round-trip.ts';

const LOCK = 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["core_lib"]\n\n[[package]]\nname = "core_lib"\nversion = "0.1.0"\n';
const createRig = useRigs();

it.each(TRIED_LAYOUTS)('a path package in a submodule, which is filled after the worktree was added (%s)', async (layout) => {
  const rig = await createRig({
    layout,
    files: { 'Cargo.toml': workspace(['app', 'core_lib']), 'Cargo.lock': LOCK, 'app/Cargo.toml': manifest('app', dependsOn('core_lib')), 'app/src/main.rs': 'fn main() { println!("{}", core_lib::say()); }\n', '.gitignore': 'target\n' },
  });
  const { main } = rig;
  const inner = join(main.path, '../inner');
  mkdirSync(join(inner, 'src'), { recursive: true });
  writeFileSync(join(inner, 'Cargo.toml'), manifest('core_lib'));
  writeFileSync(join(inner, 'src/lib.rs'), 'pub fn say() -> u32 { 1 }\n');
  for (const args of [['init', '-q'], ['add', '-A'], ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Inner']]) gitSync(inner, args);
  await main.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'core_lib']);
  await main.commit('With a submodule');
  await main.cargo(['build']);
  await main.save();

  const b = await rig.addWorktree('b');
  expect((await b.warm()).notes).toEqual([{ code: 'submodules-empty', paths: ['core_lib'] }]);
  await b.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init']);
  expect((await b.warm()).notes).toEqual([]);
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect(await b.run('app')).toBe(await scratchRun(b));

  const c = await rig.addWorktree('c');
  await c.git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'update', '--init']);
  c.writeOld('core_lib/src/lib.rs', 'pub fn say() -> u32 { 2 }\n');
  await c.warm();
  expect((await c.cargo(['build'])).compiled).toEqual(['app', 'core_lib']);
  expect(await c.run('app')).toBe('2\n');
});
