import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';
import { hostTriple } from '../rig/toolchain.ts';

const createRig = useRigs();

const IGNORES = 'target\nCargo.lock\n.cargo\n';

it('a Cargo.lock that git ignores is copied from the donor, and said', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': IGNORES } });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  expect(existsSync(join(b.path, 'Cargo.lock'))).toBe(false);
  const warm = await b.warm();
  expect(b.read('Cargo.lock')).toBe(rig.main.read('Cargo.lock'));
  expect(JSON.stringify(warm.notes)).toContain('Cargo.lock');
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
});

it('a Cargo.lock that is there is never replaced', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': IGNORES } });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  await b.cargo(['generate-lockfile']);
  b.write('Cargo.lock', `# of b\n${b.read('Cargo.lock')}`);
  const own = b.read('Cargo.lock');
  await b.warm();
  expect(b.read('Cargo.lock')).toBe(own);
});

it('a donor\'s cargo config that is not here is named with its key', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': IGNORES } });
  rig.main.write('.cargo/config.toml', '[build]\nrustflags = ["--cfg", "special"]\n');
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  const warm = await b.warm();
  const notes = JSON.stringify(warm.notes);
  expect(notes).toContain('.cargo/config.toml');
  expect(notes).toContain('rustflags');
  expect(await b.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'] });
});

it('a donor\'s linker that is not here is named with its key', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': IGNORES } });
  const host = await hostTriple(rig.main);
  rig.main.write('.cargo/config.toml', `[target.${host}]\nlinker = "cc"\n`);
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  expect(JSON.stringify((await b.warm()).notes)).toContain('linker');
});

it('a config that both have is no news', async () => {
  const rig = await createRig({
    files: { ...appAndLibrary(), '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "special"]\n' },
  });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  const warm = await b.warm();
  expect(JSON.stringify(warm.notes)).not.toContain('rustflags');
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
});
