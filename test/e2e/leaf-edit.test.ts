import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';
import { roundTrip } from '../rig/round-trip.ts';

const createRig = useRigs();

/** app -> core_lib -> leaf, app -> stable. */
const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'leaf', 'stable']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stable')),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), stable::say()); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', dependsOn('leaf')),
  'core_lib/src/lib.rs': 'pub fn say() -> String { leaf::say().to_string() }\n',
  'leaf/Cargo.toml': manifest('leaf'),
  'leaf/src/lib.rs': 'pub fn say() -> &\'static str { "leaf" }\n',
  'stable/Cargo.toml': manifest('stable'),
  'stable/src/lib.rs': 'pub fn say() -> &\'static str { "stable" }\n',
});

it.each(TRIED_LAYOUTS)('a branch with one edited leaf compiles it and what depends on it (%s)', async (layout) => {
  const trip = await roundTrip(await createRig({ files, layout }), {
    async beforeWarm(b) {
      b.write('leaf/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n');
      await b.commit('Edit the leaf');
    },
  });
  expect(trip.build).toMatchObject({ compiled: ['app', 'core_lib', 'leaf'], fresh: ['stable'] });
  expect(trip.prints).toBe('edited stable\n');
  expect(trip.prints).toBe(trip.scratch);
});

it.each(TRIED_LAYOUTS)('going back to what was saved compiles nothing (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  const trip = await roundTrip(rig, {
    beforeWarm: (b) => b.write('leaf/src/lib.rs', 'pub fn say() -> &\'static str { "edited" }\n'),
  });
  await trip.worktree.git(['checkout', '-q', '.']);
  await trip.worktree.warm();
  expect(await trip.worktree.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await trip.worktree.run('app')).toBe('leaf stable\n');
});
