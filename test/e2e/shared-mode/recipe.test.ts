import { existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, manifest } from '../../rig/crate.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** A clone with the hand-made recipe, in which two worktrees have built: one inside the root, one outside. */
async function recipeRig(directory: (main: string) => string): Promise<{ rig: Rig; inside: Worktree; outside: Worktree }> {
  const rig = await createRig({
    files: appAndLibrary({
      '.gitignore': '/target\n/.cargo\n/.shared-target\n/old-target\n/worktrees\n',
      'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nitoa = "1"\n'),
    }),
  });
  const shared = directory(rig.main.path);
  const config = `# for all worktrees\n[build]\ntarget-dir = "${shared}" # shared\n`;
  rig.main.write('.cargo/config.toml', config);
  const inside = await rig.addWorktree('inside', { at: 'a/worktrees/inside' });
  const outside = await rig.addWorktree('outside');
  outside.write('.cargo/config.toml', config);
  mkdirSync(shared, { recursive: true });
  if (shared !== rig.main.target) symlinkSync(shared, rig.main.target);
  for (const worktree of [rig.main, outside]) await worktree.cargo(['build']);
  return { rig, inside, outside };
}

const PLACES: readonly [string, (main: string) => string][] = [
  ['.shared-target in the root', (main) => join(main, '.shared-target')],
  ['another directory in the root', (main) => join(main, 'old-target')],
  ['a directory elsewhere', (main) => join(main, '../elsewhere')],
  ['the main worktree\'s own target', (main) => join(main, 'target')],
];

describe('the recipe becomes shared mode', () => {
  it.each(PLACES)('%s: nothing of a registry is built again, members are, once', async (_, directory) => {
    const { rig, inside, outside } = await recipeRig(directory);
    const config = rig.main.read('.cargo/config.toml');
    const { stderr } = await rig.main.share(['init', '--mode', 'shared']);
    expect(stderr).toContain('hand-made');
    expect(lstatSync(rig.main.target, { throwIfNoEntry: false })).toBeUndefined();
    outside.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
    for (const worktree of [rig.main, inside, outside]) {
      expect(await worktree.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'], fresh: ['itoa'] });
      expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
      expect(await worktree.run('app')).toBe(worktree === outside ? 'second\n' : 'first\n');
    }
    await rig.main.share(['deinit']);
    for (const worktree of [rig.main, outside]) expect(worktree.read('.cargo/config.toml')).toBe(config);
    expect(existsSync(join(inside.path, '.cargo'))).toBe(false);
    expect(await rig.main.cargo(['build'])).toMatchObject({ fresh: expect.arrayContaining(['itoa']) });
  });

});

describe('the recipe becomes linked mode', () => {
  it.each(PLACES.slice(1, 3))('%s: what can be proved is built no more', async (_, directory) => {
    const { rig, inside, outside } = await recipeRig(directory);
    const config = rig.main.read('.cargo/config.toml');
    await rig.main.share(['init', '--mode', 'linked']);
    for (const worktree of [rig.main, inside, outside]) {
      // Nobody can tell which worktree a program comes from: it holds no digest of its sources.
      expect(await worktree.cargo(['build'])).toMatchObject({ compiled: ['app'], fresh: ['core_lib', 'itoa'] });
      expect(await worktree.run('app')).toBe('first\n');
      expect(lstatSync(worktree.target).isDirectory()).toBe(true);
    }
    await rig.main.share(['deinit']);
    for (const worktree of [rig.main, outside]) expect(worktree.read('.cargo/config.toml')).toBe(config);
  });
});
