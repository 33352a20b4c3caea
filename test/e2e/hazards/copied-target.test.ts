import { expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { copyTree } from '../../rig/times.ts';

const createRig = useRigs();
const FILES = appAndLibrary({ 'app/src/main.rs': 'fn main() { println!("main one, {}", core_lib::say()); }\n' });

/**
 * Somebody copied a target directory into a worktree whose files are older than that build: cargo takes the program
 * for built from them. It is not, and nothing in a program says what it was compiled from.
 */
it.each(TRIED_LAYOUTS)('what was copied into a worktree is not spread from there (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  const b = await rig.addWorktree('b');
  b.write('app/src/main.rs', 'fn main() { println!("main two, {}", core_lib::say()); }\n');
  const two = await b.commit('Two');
  await rig.main.cargo(['build']);
  copyTree(rig.main.target, b.target);
  await b.cargo(['build']);
  expect(await b.run('app'), 'the hazard is there: cargo itself is taken in').toBe('main one, first\n');

  const saved = await b.save();
  const c = await rig.addWorktree('c', { commit: two });
  await c.warm();
  await c.cargo(['build']);
  expect(await c.run('app')).toBe('main two, first\n');
  expect(saved.directories.flatMap((d) => d.refusals).filter(({ reason }) => reason === 'copied').length).toBeGreaterThan(0);
});
