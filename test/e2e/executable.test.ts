import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { EXECUTABLE } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

/** A directory with the programs that a Rust programmer has, and no Node. */
function pathWithoutNode(rig: Rig): string {
  const bin = join(rig.temporary, 'without-node');
  mkdirSync(bin);
  const places = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['git', 'sh', 'cargo', 'rustc', 'rustup', 'cc', 'ld', 'as', 'nice', 'env']) {
    const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
    if (found !== undefined) symlinkSync(found, join(bin, name));
  }
  return bin;
}

it.skipIf(!existsSync(EXECUTABLE))(
  `the executable does it all where there is no Node${existsSync(EXECUTABLE) ? '' : ' (not made: `npm run executable`)'}`,
  async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const env = { ...rig.env, PATH: pathWithoutNode(rig) };
    await rig.main.cargo(['build']);
    await expect(exec('node', ['--version'], { cwd: rig.temporary, env })).rejects.toThrow('ENOENT');
    await exec(EXECUTABLE, ['init'], { cwd: rig.main.path, env });
    expect(rig.main.read('.git/hooks/post-checkout')).toContain(`'${EXECUTABLE}' hook post-checkout`);
    await rig.main.git(['worktree', 'add', '-q', join(rig.temporary, 'b')], { env });
    const b = rig.open(join(rig.temporary, 'b'));
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe('first\n');
    await exec(EXECUTABLE, ['deinit'], { cwd: rig.main.path, env });
    expect(existsSync(join(rig.main.path, '.git/hooks/post-checkout'))).toBe(false);
  },
);
