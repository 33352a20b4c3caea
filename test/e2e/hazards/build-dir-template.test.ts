import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';

const createRig = useRigs();
const MAIN = (text: string): string => `fn main() { println!("${text} {}", core_lib::say()); }\n`;

async function clone(layout: (typeof LAYOUTS)[number], config: (rig: Rig) => string): Promise<Rig> {
  const rig = await createRig({ files: { ...appAndLibrary({ 'app/src/main.rs': MAIN('one') }), '.gitignore': 'target\n.cargo\n' }, layout });
  rig.main.write('.cargo/config.toml', config(rig));
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

const OUTSIDE = ({ temporary }: Rig): string => `[build]\nbuild-dir = "${temporary}/builds/{workspace-path-hash}"\n`;

describe.each(LAYOUTS)('a build directory outside, with the hash of the workspace\'s path (%s)', (layout) => {
  it('is warmed by the hook, without any cargo', async () => {
    const rig = await clone(layout, OUTSIDE);
    // The configuration of the machine, which no checkout brings.
    rig.main.write('../.cargo/config.toml', OUTSIDE(rig));
    const b = await rig.addWorktree('b');
    expect((await b.cargo(['build'])).compiled).toEqual([]);
    expect(await b.run('app')).toBe(await scratchRun(b));
  });

  it('of a worktree that is gone gives nothing wrong to a later one at its path', async () => {
    const rig = await clone(layout, OUTSIDE);
    rig.main.write('../.cargo/config.toml', OUTSIDE(rig));
    const b = await rig.addWorktree('b');
    b.writeOld('app/src/main.rs', MAIN('of b'));
    await b.cargo(['build']);
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    await rig.main.git(['worktree', 'add', '-q', '--detach', b.path]);
    await b.warm();
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('one first\n');
    const c = await rig.addWorktree('c');
    await c.cargo(['build']);
    expect(await c.run('app')).toBe('one first\n');
  });
});

it.each(LAYOUTS)('a target directory that an included file names (%s)', async (layout) => {
  const rig = await clone(layout, () => '');
  rig.main.write('../.cargo/config.toml', 'include = ["more.toml"]\n');
  rig.main.write('../.cargo/more.toml', '[build]\nbuild-dir = "{workspace-root}/target/inner"\n');
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect(await b.run('app')).toBe('one first\n');
});
