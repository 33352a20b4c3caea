import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

interface GcDocument {
  readonly dryRun: boolean;
  readonly held: { readonly before: number; readonly after: number };
  readonly units: { readonly before: number; readonly after: number };
  readonly steps: readonly { readonly do: string; readonly why?: string; readonly frees?: number }[];
  readonly result?: { readonly dropped: number; readonly freed: number };
}

async function gc(rig: Rig, ...args: readonly string[]): Promise<GcDocument> {
  return JSON.parse((await rig.main.share(['--json', 'gc', ...args])).stdout) as GcDocument;
}

const unitsIn = (rig: Rig): number => readdirSync(join(rig.store, 'v1/units'), { recursive: true }).filter((name) => name.toString().length > 64).length;

it('a dry run tells exactly what is done, and afterwards a fresh worktree still gets everything', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  expect(await gc(rig)).toMatchObject({ steps: [], result: { dropped: 0 } });
  const dry = await gc(rig, '--max-size', '0', '--dry-run');
  expect(dry).toMatchObject({ dryRun: true, units: { before: 2, after: 0 }, held: { after: 0 } });
  expect(unitsIn(rig)).toBeGreaterThan(0);
  const done = await gc(rig, '--max-size', '0');
  expect({ ...done, dryRun: true, result: undefined }).toEqual({ ...dry, result: undefined });
  expect(done.result).toMatchObject({ dropped: 2, freed: dry.held.before });
  expect(unitsIn(rig)).toBe(0);
  // In words, too, and of a clone without a store.
  expect((await rig.main.share(['gc'])).stderr).toMatch(/Store 0 units/);
  const b = await rig.addWorktree('b');
  expect(await b.warm()).toMatchObject({ directories: [{ placed: 2 }] });
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  expect(await b.run('app')).toBe('first\n');
});

it('runs by itself after a save when the limit is passed, and the build goes on as if nothing were', async () => {
  const rig = await createRig({ files: appAndLibrary(), env: { CARGO_SHARE_MAX_SIZE: '0' } });
  await rig.main.share(['init']);
  await rig.main.cargo(['build']);
  await rig.main.save();
  await rig.settle();
  // A new store counts as looked at.
  expect(unitsIn(rig)).toBeGreaterThan(0);
  utimesSync(join(rig.store, 'v1/STORE'), 1, 1);
  rig.main.write('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
  await rig.main.cargo(['build']);
  await rig.main.commit('Second');
  await rig.settle();
  expect(unitsIn(rig)).toBe(0);
  const b = await rig.addWorktree('b');
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('second\n');
});

it('collections while worktrees are warmed: what vanishes is left to cargo', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const worktrees = [];
  for (const name of ['b', 'c', 'd', 'e']) worktrees.push(await rig.addWorktree(name));
  const collections = Array.from({ length: 4 }, () => gc(rig, '--max-size', '0'));
  await Promise.all([...worktrees.map((worktree) => worktree.warm()), ...collections]);
  for (const worktree of worktrees) {
    await worktree.cargo(['build']);
    expect(await worktree.run('app')).toBe('first\n');
  }
  expect(readdirSync(join(rig.store, 'v1/tmp'))).toEqual([]);
});
