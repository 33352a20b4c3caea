import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { found, reclaim } from '../../rig/reclaim.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();
const SHADOWED = ['--only', 'shadowed'] as const;

describe.each(LAYOUTS)('%s', (layout) => {
  it('a target directory goes when the configuration names another one', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    await rig.main.cargo(['build']);
    await rig.main.cargo(['build'], { env: { CARGO_TARGET_DIR: join(rig.temporary, 'elsewhere') } });
    // What only the environment names may not hold in another shell.
    expect(found(await reclaim(rig.main, SHADOWED, { env: { CARGO_TARGET_DIR: join(rig.temporary, 'elsewhere') } }))).toEqual([]);
    rig.main.write('.cargo/config.toml', `[build]\ntarget-dir = "${rig.temporary}/elsewhere"\n`);
    rig.main.write('target/notes.txt', 'mine');
    expect(found(await reclaim(rig.main, SHADOWED))).toEqual(['shadowed target-directory-elsewhere']);
    expect(readdirSync(rig.main.target)).toEqual(['notes.txt']);
    expect((await rig.main.cargo(['build'])).compiled).toEqual([]);
  });

  it('with a build directory elsewhere, intermediate files go and programs stay', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    await rig.main.cargo(['build']);
    rig.main.write('.cargo/config.toml', `[build]\nbuild-dir = "${rig.temporary}/elsewhere"\n`);
    const old = await rig.main.run('app');
    const done = await reclaim(rig.main, SHADOWED);
    expect(found(done)).toEqual(['shadowed build-directory-elsewhere']);
    expect(done.total.physical).toBeGreaterThan(0);
    expect(existsSync(join(rig.main.target, 'debug/deps'))).toBe(false);
    expect(await rig.main.run('app')).toBe(old);
    await rig.main.cargo(['build']);
    expect(await rig.main.run('app')).toBe('first\n');
    expect(found(await reclaim(rig.main, SHADOWED))).toEqual([]);
  });
});
