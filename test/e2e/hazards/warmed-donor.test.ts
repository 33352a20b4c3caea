import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listUnits } from '../../../src/store/collect.ts';
import { readManifest } from '../../../src/store/lookup.ts';
import { openStore } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { appAndLibrary } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** A warmed and built worktree whose origin is gone: target directory and store. */
async function onlyWarmedLeft(rig: Rig): Promise<Worktree> {
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  await b.warm();
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  rmSync(rig.main.target, { recursive: true });
  rmSync(rig.store, { recursive: true });
  return b;
}

it.each(TRIED_LAYOUTS)('a warmed worktree is a donor as good as one that was built (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  await onlyWarmedLeft(rig);
  const trip = await warmAndCompare(await rig.addWorktree('c'));
  expect(trip.build.compiled).toEqual([]);
  expect(trip.prints).toBe(trip.scratch);
});

it.each(TRIED_LAYOUTS)('an edit in a warmed worktree that got an old mtime is not spread (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  const b = await onlyWarmedLeft(rig);
  b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n');
  const commit = await b.commit('Edit');
  const trip = await warmAndCompare(await rig.addWorktree('c', { commit }));
  expect(trip.prints).toBe('edited\n');
  expect(trip.build.compiled).toEqual(['app', 'core_lib']);
});

it.each(TRIED_LAYOUTS)('a program that names the first donor does not travel through the second (%s)', async (layout) => {
  const files = appAndLibrary({
    'core_lib/src/lib.rs': 'pub fn say() -> String { std::path::Path::new(file!()).display().to_string() }\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("CARGO_MANIFEST_DIR"), core_lib::say()); }\n',
  });
  const rig = await createRig({ files, layout });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  const second = await warmAndCompare(b);
  expect(second.prints).toBe(second.scratch);
  const third = await warmAndCompare(await rig.addWorktree('c'));
  expect(third.prints).toBe(third.scratch);
  expect(third.build.compiled).toEqual(['app']);
});

it.each(TRIED_LAYOUTS)('what is built on units of another worktree is searched for that one\'s root as well (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary(), layout });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  await b.warm();
  b.write('app/src/main.rs', 'fn main() { println!("edited {}", core_lib::say()); }\n');
  await b.cargo(['build']);
  await b.save();
  const store = openStore(join(rig.store, 'v1') as AbsolutePath);
  if (!store.ok) throw new Error(store.error.message);
  const programs = listUnits(store.value).map((key) => readManifest(store.value, key)).flatMap((found) => (found.ok && found.value.kind === 'bin' ? [found.value] : []));
  const built = programs.find((manifest) => manifest.provenance.worktree === b.path);
  expect(built?.closureRoots).toEqual(expect.arrayContaining([rig.main.path, b.path]));
});
