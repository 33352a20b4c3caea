import { expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();

/** cargo records all that a compiler's standard error has, and prints it again as long as the unit is fresh. */
it.each(LAYOUTS)('what the loader said in the shell that built is not said again in a fresh worktree, rustc\'s warnings are (%s)', async (layout) => {
  const rig = await createRig({ files: appAndLibrary({ 'core_lib/src/lib.rs': 'fn unused() {}\npub fn say() -> &\'static str { "first" }\n' }), layout });
  const gone = '/nonexistent/of-one-shell.so';
  await rig.main.cargo(['build'], { env: { LD_PRELOAD: gone } });
  expect((await rig.main.cargo(['build'])).stderr, 'the hazard is there').toContain(gone);
  const b = await rig.addWorktree('b');
  await b.warm();
  const built = await b.cargo(['build']);
  expect(built.compiled).toEqual([]);
  expect(built.stderr).not.toContain(gone);
  expect(built.stderr).toContain('function `unused` is never used');
  expect(await b.run('app')).toBe('first\n');
});
