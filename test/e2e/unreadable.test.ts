import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();

/** Root reads everything, unless it gives that up first. */
const AS_USER = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

it('a directory that the user may not read, which git ignores and a build script watches, keeps no command from its work', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      '.gitignore': 'target\nvolume\n',
      ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=..");'),
      'volume/data': 'x',
    }),
  });
  await rig.main.cargo(['build']);
  const volume = join(rig.main.path, 'volume');
  chmodSync(volume, 0);
  const run = async (directory: string, ...what: string[]): Promise<string> => {
    const [command = '', ...args] = [...AS_USER, ...what];
    const { stdout, stderr } = await exec(command, args, { cwd: directory, env: rig.env, statuses: 'any' });
    return stdout + stderr;
  };
  try {
    expect(await run(rig.main.path, 'cat', 'volume/data')).toContain('Permission denied');
    for (const command of [['init'], ['save'], ['status'], ['doctor'], ['explain'], ['reclaim', '--dry-run'], ['warm']]) {
      expect(await run(rig.main.path, process.execPath, MAIN_SCRIPT, ...command), command[0] ?? '').not.toContain('error[');
    }
    expect(await run(rig.main.path, 'git', 'worktree', 'add', '-q', '../b')).toMatch(/^cargo share: .*placed/);
  } finally {
    chmodSync(volume, 0o700);
  }
});

it('an audit leaves out what the user may not read: a directory, one that may only be listed, and a file that is in no commit', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      '.gitignore': 'target\nvolume\nlisted\n',
      ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs"); std::fs::write(format!("{}/made", std::env::var("OUT_DIR").unwrap()), std::fs::read("data.txt").unwrap()).unwrap();'),
      'core_lib/data.txt': 'x',
      'volume/data': 'x',
      'listed/data': 'x',
    }),
  });
  await rig.main.cargo(['build']);
  rig.main.write('key', 'x');
  const forbidden = { volume: 0, listed: 0o600, key: 0 };
  for (const [name, mode] of Object.entries(forbidden)) chmodSync(join(rig.main.path, name), mode);
  try {
    const [command = '', ...args] = [...AS_USER, process.execPath, MAIN_SCRIPT, 'init'];
    const { stderr, status } = await exec(command, args, { cwd: rig.main.path, env: rig.env, statuses: 'any' });
    expect(stderr).toMatch(/Observed [1-9]/);
    expect(status).toBe(0);
  } finally {
    for (const name of Object.keys(forbidden)) chmodSync(join(rig.main.path, name), 0o700);
  }
});

it('what another user has built, and this one may not read, is left: a library, a program, a record of cargo\'s', async () => {
  const rig = await createRig({ files: appAndLibrary({}), layout: 'legacy' });
  await rig.main.cargo(['build']);
  const files = (await exec('find', ['target', '-name', '*.rlib', '-o', '-name', 'app-*', '-type', 'f', '-perm', '-100', '-o', '-name', 'lib-core_lib.json'], { cwd: rig.main.path, env: rig.env })).stdout.split('\n').filter((path) => path !== '');
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) chmodSync(join(rig.main.path, file), 0);
  const run = async (...what: string[]): Promise<string> => {
    const [command = '', ...args] = [...AS_USER, ...what];
    const { stdout, stderr } = await exec(command, args, { cwd: rig.main.path, env: rig.env, statuses: 'any' });
    return stdout + stderr;
  };
  const init = await run(process.execPath, MAIN_SCRIPT, 'init', '--verbose');
  expect(init).toContain('you may not read');
  expect(init).not.toContain('error[');
  for (const command of ['save', 'status', 'warm']) expect(await run(process.execPath, MAIN_SCRIPT, command), command).not.toMatch(/error\[|mistake/);
  // Cargo itself could not read it there.
  expect(await run(process.execPath, MAIN_SCRIPT, 'explain')).toContain('error[io]: You may not open it (EACCES)');
  expect(await run('git', 'worktree', 'add', '-q', '../b')).not.toMatch(/error\[|mistake/);
});

it('what another user has placed in one worktree, and directories of others beside it, keep no command from the rest', async () => {
  const rig = await createRig({ files: appAndLibrary({}), layout: 'legacy' });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  await b.warm();
  const stamps = (await exec('find', [b.target, '-name', 'invoked.timestamp'], { cwd: b.path, env: rig.env })).stdout.split('\n').filter((path) => path !== '');
  const others = join(rig.temporary, 'others');
  mkdirSync(join(others, 'target'), { recursive: true });
  for (const path of [...stamps, others]) chmodSync(path, 0);
  try {
    for (const command of [['status'], ['reclaim', '--dry-run'], ['warm'], ['save']]) {
      const [program = '', ...args] = [...AS_USER, process.execPath, MAIN_SCRIPT, ...command];
      const { stdout, stderr } = await exec(program, args, { cwd: rig.main.path, env: rig.env, statuses: 'any' });
      expect(stdout + stderr, command[0] ?? '').not.toMatch(/error\[|mistake/);
    }
  } finally {
    chmodSync(others, 0o700);
  }
});
