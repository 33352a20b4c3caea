import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();
const withFlags = (flags: string): Record<string, string> => ({
  ...appAndLibrary({ 'app/src/main.rs': '#[allow(unexpected_cfgs)] fn main() { println!("{} {}", cfg!(special), core_lib::say()); }\n' }),
  '.gitignore': 'target\n.trees\n',
  '.cargo/config.toml': `[build]\nrustflags = ${flags}\n`,
});

it('a worktree inside the repository has lists twice: said by init, by the hook, and with what helps', async () => {
  const rig = await createRig({ files: withFlags('["--cfg", "special"]') });
  await rig.main.cargo(['build']);
  const init = await rig.main.share(['init']);
  expect(init.stderr).toContain('build.rustflags counts twice');
  const b = await rig.addWorktree('b', { at: 'a/.trees/b' });
  const { notes } = await b.warm();
  expect(notes).toEqual([{ code: 'config-joined', file: `${rig.main.path}/.cargo/config.toml`, keys: ['build.rustflags'], donor: rig.main.path }]);
  expect((await b.cargo(['build'])).compiled).toEqual(['app', 'core_lib']);
  const c = await rig.addWorktree('c');
  expect((await c.warm()).notes).toEqual([]);
  expect((await c.cargo(['build'])).compiled).toEqual([]);
});

it('flags as one string are shared there', async () => {
  const rig = await createRig({ files: withFlags('"--cfg special"') });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b', { at: 'a/.trees/b' });
  expect((await b.warm()).notes).toEqual([]);
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect(await b.run('app')).toBe('true first\n');
});
