import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { TRIED_LAYOUTS, layoutEnvironment } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();
const E2E = ['build', '--target-dir', 'target-e2e'];

it.each(TRIED_LAYOUTS)('a directory that only some commands build in is warmed where it lies (%s)', async (layout) => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': '/target*\n' }, layout });
  await rig.main.cargo(['build']);
  await rig.main.cargo(E2E);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect((await b.cargo(E2E)).compiled).toEqual([]);

  expect((await b.share(['which', 'target-e2e/debug/app'], { env: layoutEnvironment(layout) })).status).toBe(0);

  await b.git(['checkout', '-qb', 'other']);
  b.write('core_lib/src/lib.rs', 'pub fn say() -> String { "of b".to_string() }\n');
  await b.commit('Another word');
  await b.git(['checkout', '-q', '--detach']);
  const c = await rig.addWorktree('c', { commit: 'other' });
  expect((await c.cargo(E2E)).compiled).toEqual(['app', 'core_lib']);
});

it('what git would show there is not made', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': '/target*\n' } });
  await rig.main.cargo(['build']);
  await rig.main.cargo(E2E);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  b.remove('target-e2e');
  b.write('.gitignore', '/target\n');
  await b.warm();
  expect(existsSync(join(b.path, 'target-e2e'))).toBe(false);
});
