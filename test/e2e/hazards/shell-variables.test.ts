import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { LONG_AGO, setModified } from '../../rig/times.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const SAYS = (word: string): string => `pub fn say() -> &'static str { "${word}" }\n`;

/** An edit that no build has seen yet, older than everything that may be placed meanwhile. */
function edit(worktree: Worktree, word: string): void {
  worktree.write('core_lib/src/lib.rs', SAYS(word));
}

async function says(worktree: Worktree, env: Record<string, string>): Promise<string> {
  await worktree.cargo(['build'], { env });
  return worktree.run(relative(worktree.target, join(env['CARGO_TARGET_DIR'] ?? worktree.target, 'debug/app')));
}

describe.each(TRIED_LAYOUTS)('a directory for everybody, named by the shell (%s)', (layout) => {
  const open = async (): Promise<{ rig: Rig; env: Record<string, string> }> => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    const env = { CARGO_TARGET_DIR: join(rig.temporary, 'everybody') };
    await rig.main.cargo(['build'], { env });
    await rig.main.share(['init'], { env });
    return { rig, env };
  };

  it('a worktree that is added changes nothing there', async () => {
    const { rig, env } = await open();
    edit(rig.main, 'edited');
    await rig.main.git(['worktree', 'add', '-q', '../b'], { env });
    expect(await says(rig.main, env)).toBe('edited\n');
    expect(await rig.open(join(rig.temporary, 'b')).cargo(['build'])).toMatchObject({ compiled: ['app'], fresh: ['core_lib'] });
  });

  it('nor does a switch, or a warm that is asked for, in another worktree', async () => {
    const { rig, env } = await open();
    const b = await rig.addWorktree('b');
    edit(rig.main, 'edited');
    await b.git(['switch', '-q', '--detach'], { env });
    const warmed = await b.warm([], { env });
    expect(warmed.notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-foreign', path: env['CARGO_TARGET_DIR'] } }]);
    expect(await says(rig.main, env)).toBe('edited\n');
  });
});

it('a directory for everybody that the user\'s own configuration names is not written into either', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const env = { CARGO_HOME: join(rig.temporary, 'cargo-home') };
  rig.main.write('../cargo-home/config.toml', `build.target-dir = "${rig.temporary}/everybody"\n`);
  await rig.main.cargo(['build'], { env });
  await rig.main.share(['save'], { env });
  expect((await rig.main.warm([], { env })).notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-foreign' } }]);
});

it('flags and a directory of the shell are not for the worktree that it makes', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const env = { CARGO_TARGET_DIR: join(rig.temporary, 'experiment'), RUSTFLAGS: '--cfg experiment' };
  await rig.main.git(['worktree', 'add', '-q', '../b'], { env });
  expect(existsSync(env.CARGO_TARGET_DIR)).toBe(false);
  expect(await rig.open(join(rig.temporary, 'b')).cargo(['build'])).toMatchObject({ compiled: [] });
});

describe('a compiler wrapper of the repository that a variable names', () => {
  const WRAPPER = (word: string): string => `#!/bin/sh\nrustc=$1; shift; exec "$rustc" "$@" --cfg 'word="${word}"'\n`;
  const CODE = '#![allow(unexpected_cfgs)]\npub fn say() -> &\'static str { if cfg!(word = "two") { "two" } else if cfg!(word = "one") { "one" } else { "none" } }\n';
  const named = (worktree: Worktree): { env: Record<string, string> } => ({ env: { RUSTC_WRAPPER: join(worktree.path, 'wrap.sh') } });
  const open = async (): Promise<{ rig: Rig; b: Worktree }> => {
    const rig = await createRig({ files: { ...appAndLibrary({ 'core_lib/src/lib.rs': CODE }), 'wrap.sh': { executable: WRAPPER('one') } } });
    await rig.main.cargo(['build'], named(rig.main));
    await rig.main.share(['init'], named(rig.main));
    const b = await rig.addWorktree('b');
    return { rig, b };
  };

  it('differs in another worktree', async () => {
    const { b } = await open();
    b.write('wrap.sh', WRAPPER('two'));
    setModified(join(b.path, 'wrap.sh'), LONG_AGO);
    await b.warm([], named(b));
    await b.cargo(['build'], named(b));
    expect(await b.run('app')).toBe('two\n');
  });

  it('is named in no other shell', async () => {
    const { b } = await open();
    await b.warm();
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('none\n');
  });

  it('is the same there, and named there', async () => {
    const { b } = await open();
    await b.warm([], named(b));
    expect(await b.cargo(['build'], named(b))).toMatchObject({ compiled: [] });
  });
});

it('what a build script asks of the shell may differ while nobody has observed it', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=SAID={}", std::env::var("MODE").unwrap());'),
      'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
    }),
  });
  await rig.main.git(['config', 'share.audit', 'false']);
  await rig.main.cargo(['build'], { env: { MODE: 'a' } });
  await rig.main.share(['init'], { env: { MODE: 'a' } });
  const b = await rig.addWorktree('b');
  await b.cargo(['build'], { env: { MODE: 'b' } });
  expect(await b.run('app')).toBe('b\n');
});
