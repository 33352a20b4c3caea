import { chmodSync } from 'node:fs';
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
