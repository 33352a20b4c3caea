import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

/** A second branch whose library says something else; the work tree stays on `main`. */
async function addBranch({ main }: Rig): Promise<void> {
  await main.git(['switch', '-q', '-c', 'other']);
  main.write('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "other" }\n');
  await main.commit('Other');
  await main.git(['switch', '-q', 'main']);
}

it.each(TRIED_LAYOUTS)('a branch that was built and saved compiles nothing on the second visit (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  const { main } = rig;
  await addBranch(rig);
  await main.share(['init']);
  await main.cargo(['build']);
  await main.save();
  await main.git(['switch', '-q', 'other']);
  expect(await main.cargo(['build'])).toMatchObject({ compiled: ['app', 'core_lib'] });
  expect(await main.run('app')).toBe('other\n');
  await main.save();

  await main.git(['switch', '-q', 'main']);
  expect(await main.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await main.run('app')).toBe('first\n');
  await main.git(['switch', '-q', 'other']);
  expect(await main.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await main.run('app')).toBe('other\n');
});

it.each(TRIED_LAYOUTS)('a build that nobody saved is saved at the switch, by the compiler\'s own digests (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  const { main } = rig;
  await addBranch(rig);
  await main.share(['init']);
  // Saving has its part of it, on a busy machine too.
  await main.git(['config', 'share.hookSeconds', '120']);
  await main.cargo(['build']);
  await main.git(['switch', '-q', 'other']);
  await main.cargo(['build']);
  expect(await main.run('app')).toBe('other\n');

  await main.git(['switch', '-q', 'main']);
  const build = await main.cargo(['build']);
  expect(['app']).toEqual(expect.arrayContaining([...build.compiled]));
  expect(await main.run('app')).toBe('first\n');
});

it('what a switch has no time to save is saved in the background', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const { main } = rig;
  await main.share(['init']);
  await main.git(['config', 'share.hookSeconds', '0.001']);
  await main.cargo(['build']);
  await main.git(['switch', '-q', '-c', 'third']);
  await rig.settle();
  const [directory] = (await main.save()).directories;
  expect(directory).toMatchObject({ units: 2, saved: 0, known: 2 });
});

it.each(TRIED_LAYOUTS)('what git does not wait for in a new worktree is placed before cargo builds there (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  const { main } = rig;
  await main.cargo(['build']);
  await main.share(['init']);
  await main.git(['config', 'share.hookSeconds', '0.001']);
  const fresh = await rig.addWorktree('fresh');
  expect(await fresh.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await fresh.run('app')).toBe('first\n');
});

it('a commit saves what was built, without being asked', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const { main } = rig;
  await main.share(['init']);
  await main.cargo(['build']);
  const before = await main.status();
  await main.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
  await rig.settle();
  expect((await main.status()).store.units).toBeGreaterThan(before.store.units);
});

it('a switch with edits that are not committed leaves them right', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  const { main } = rig;
  await addBranch(rig);
  await main.share(['init']);
  await main.cargo(['build']);
  main.writeOld('app/src/main.rs', 'fn main() { println!("edited {}", core_lib::say()); }\n');
  await main.git(['switch', '-q', 'other']);
  await main.cargo(['build']);
  expect(await main.run('app')).toBe('edited other\n');
});
