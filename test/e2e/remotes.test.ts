import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { TakeDocument } from '../../src/report/documents/exchange.ts';
import { dependsOn, manifest, workspace } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { scratchRun } from '../rig/round-trip.ts';
import { mountReadOnly } from '../support/mounts.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

const FILES = {
  'Cargo.toml': workspace(['app', 'helper']),
  'app/Cargo.toml': manifest('app', `${dependsOn('helper')}itoa = "1"\nanyhow = "1"\n`),
  'app/src/main.rs': 'fn main() -> anyhow::Result<()> { println!("{} {}", helper::say(), itoa::Buffer::new().format(7)); Ok(()) }\n',
  'helper/Cargo.toml': manifest('helper'),
  'helper/src/lib.rs': 'pub fn say() -> &\'static str { "one" }\n',
};

/** A clone with a store of its own, as another machine that is like this one has it. */
async function machine(rig: Rig): Promise<{ readonly second: Worktree; readonly env: NodeJS.ProcessEnv }> {
  const path = join(rig.temporary, 'second');
  await exec('git', ['clone', '-q', rig.main.path, path], { cwd: rig.temporary, env: rig.env });
  return { second: rig.open(path), env: { CARGO_SHARE_STORE: join(rig.temporary, 'store of the second') } };
}

it('what was exported on one machine is warm on another one, and is what a build there would be', async () => {
  const rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  await rig.main.share(['remote', 'key']);
  await rig.main.share(['export', '../units.cargo-share']);
  const { second, env } = await machine(rig);
  const taken = JSON.parse((await second.share(['--json', 'import', '../units.cargo-share'], { env })).stdout) as TakeDocument;
  expect(taken.commits).toMatchObject([{ refused: [] }]);
  await second.share(['warm'], { env });
  expect(await second.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await second.run('app')).toBe(await scratchRun(second));
  expect(JSON.parse((await second.share(['--json', 'verify', '--deep'], { env })).stdout)).toMatchObject({ damaged: [] });

  // With another CARGO_HOME registry packages lie elsewhere, and nothing is taken.
  const elsewhere = { CARGO_SHARE_STORE: join(rig.temporary, 'third'), CARGO_HOME: join(rig.temporary, 'cargo') };
  const refused = JSON.parse((await second.share(['--json', 'import', '../units.cargo-share'], { env: elsewhere })).stdout) as TakeDocument;
  expect(refused.commits).toMatchObject([{ taken: 0, refused: [{ reason: 'machine', need: 'home' }] }]);
});

const readOnly = mountReadOnly();
afterAll(() => {
  if (!('unavailable' in readOnly)) readOnly.remove();
});

it.skipIf('unavailable' in readOnly)(`a store, and an export, that containers have mounted read-only${'unavailable' in readOnly ? ` (${readOnly.unavailable})` : ''}`, async () => {
  if ('unavailable' in readOnly) return;
  const rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  await rig.main.share(['export', '../units']);
  const { second, env } = await machine(rig);
  await rig.settle();
  readOnly.show(rig.temporary);
  const isWarm = async (): Promise<void> => {
    expect(await second.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await second.run('app')).toBe('one 7\n');
  };
  await second.share(['warm'], { env: { CARGO_SHARE_STORE: join(readOnly.path, 'store') } });
  await isWarm();
  second.remove('target');
  await second.share(['import', '--unsigned', join(readOnly.path, 'units')], { env });
  await second.share(['warm'], { env });
  await isWarm();
});

it('what the save action leaves, the restore action places in the next job; without anything left, or with what is broken, the job goes on', async () => {
  const rig = await createRig({ files: FILES });
  const units = join(rig.temporary, 'cargo-share-units');
  const script = (worktree: Worktree, name: string, env: NodeJS.ProcessEnv = {}) => exec(join(import.meta.dirname, `../../action/${name}/${name}.sh`), [units], { cwd: worktree.path, env: { ...rig.env, ...env } });
  await rig.main.git(['config', 'share.repository', 'project']);
  await script(rig.main, 'restore');
  await rig.main.cargo(['build']);
  await script(rig.main, 'save');
  const { second, env } = await machine(rig);
  await second.git(['config', 'share.repository', 'project']);
  await script(second, 'restore', env);
  expect(await second.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await second.run('app')).toBe(await scratchRun(second));

  // The next one leaves what stands in it, and none of what it does not use any more.
  const files = (): number => readdirSync(units, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  const before = files();
  second.write('helper/src/lib.rs', 'pub fn say() -> &\'static str { "two" }\n');
  await second.commit('Two');
  await second.cargo(['build']);
  await script(second, 'save', env);
  expect(files()).toBe(before);
  for (const path of readdirSync(join(units, 'cargo-share-1/heads'), { recursive: true, withFileTypes: true })) if (path.isFile()) writeFileSync(join(path.parentPath, path.name), 'broken');
  expect((await script(second, 'restore', env)).stdout).toContain('::warning::');
});

it('after a merge a hook pulls what was pushed, and runs nothing that the checkout names', async () => {
  const rig = await createRig({ files: FILES });
  const { second, env } = await machine(rig);
  const place = join(rig.temporary, 'place');
  for (const [worktree, more] of [[rig.main, {}], [second, env]] as const) {
    await worktree.git(['config', 'share.repository', 'project']);
    await worktree.share(['init'], { env: more });
    await worktree.share(['remote', 'add', 'near', place], { env: more });
  }
  await rig.main.share(['remote', 'key']);
  const mark = join(rig.temporary, 'ran');
  rig.main.write('helper/src/lib.rs', 'pub fn say() -> &\'static str { "two" }\n');
  await rig.main.commit('Two');
  await rig.main.cargo(['build']);
  await rig.main.share(['push']);
  await rig.main.share(['push', '--force'], { env: { CI: 'true' } });
  expect((await rig.main.share(['push'], { env: { CI: 'true' }, statuses: 'any' })).stderr).toContain('push-refused');

  // A toolchain of the checkout's own, as somebody's branch may name one.
  const { PATH = '' } = rig.env;
  await exec('git', ['-C', second.path, 'config', 'core.hooksPath'], { cwd: rig.temporary, env: rig.env, statuses: 'any' });
  second.write('rust-toolchain.toml', '[toolchain]\npath = "theirs"\n');
  second.write('theirs/bin/rustc', `#!/bin/sh\ntouch '${mark}'\nexec env -u RUSTUP_TOOLCHAIN rustc "$@"\n`);
  await exec('chmod', ['+x', join(second.path, 'theirs/bin/rustc')], { cwd: rig.temporary, env: rig.env });
  await second.git(['pull', '-q'], { env: { ...env, PATH } });
  await rig.settle();
  expect(existsSync(mark)).toBe(false);
  second.remove('rust-toolchain.toml');
  second.remove('theirs');
  expect(await second.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await second.run('app')).toBe('two 7\n');
});
