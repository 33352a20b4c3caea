import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { refusalsOf, refusedFor, warmAndCompare } from '../rig/round-trip.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

const files = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=input.txt");
    let code = format!("pub const WORD: &str = {:?};", std::fs::read_to_string("input.txt").unwrap());
    std::fs::write(std::env::var("OUT_DIR").unwrap() + "/word.rs", code).unwrap();
  `),
  'core_lib/input.txt': 'first',
  'core_lib/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/word.rs"));\npub fn say() -> &\'static str { WORD }\n#[test]\nfn works() {}\n',
});

/** What a person does in a worktree; every one of these writes below its target directory. */
const DEEDS: readonly (readonly [string, (worktree: Worktree, rig: Rig) => Promise<unknown>])[] = [
  ['cargo build', (worktree) => worktree.cargo(['build'])],
  ['cargo test', (worktree) => worktree.cargo(['test'])],
  ['cargo check', (worktree) => worktree.cargo(['check'])],
  ['an edit and a build', async (worktree) => {
    worktree.write('core_lib/input.txt', 'edited');
    worktree.write('app/src/main.rs', 'fn main() { println!("edited {}", core_lib::say()); }\n');
    await worktree.cargo(['build']);
  }],
  ['cargo rustc with other flags', (worktree) => worktree.cargo(['rustc', '-p', 'app', '--', '-Copt-level=1'])],
  ['cargo doc', (worktree) => worktree.cargo(['doc', '--no-deps'])],
  ['cargo clean of one package', (worktree) => worktree.cargo(['clean', '-p', 'core_lib'])],
  ['another build', (worktree) => worktree.cargo(['build'])],
  ['cargo clean', (worktree) => worktree.cargo(['clean'])],
];

describe.each(TRIED_LAYOUTS)('%s', (layout) => {
  it('nothing done in a warmed worktree reaches the donor or the store', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    await rig.main.cargo(['test', '--no-run']);
    const b = await rig.addWorktree('b');
    await b.warm();
    const before = [snapshotTree(rig.main.target), snapshotTree(rig.store)] as const;
    const unchanged = (deed: string): void => {
      expect(compareTrees(before[0], snapshotTree(rig.main.target)), `${deed}: donor`).toEqual([]);
      expect(compareTrees(before[1], snapshotTree(rig.store)), `${deed}: store`).toEqual([]);
    };
    for (const [deed, act] of DEEDS) {
      await act(b, rig);
      unchanged(deed);
    }
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    unchanged('git worktree remove');
  });

  it('nothing done in the donor reaches a warmed worktree or the store', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    await b.warm();
    const before = [snapshotTree(b.target), snapshotTree(rig.store)] as const;
    for (const [deed, act] of DEEDS) {
      await act(rig.main, rig);
      expect(compareTrees(before[0], snapshotTree(b.target)), `${deed}: worktree`).toEqual([]);
      expect(compareTrees(before[1], snapshotTree(rig.store)), `${deed}: store`).toEqual([]);
    }
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
    expect(await b.run('app')).toBe('first\n');
  });

  it('saving changes nothing in the worktree that is saved', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const before = snapshotTree(rig.main.target);
    await rig.main.save();
    expect(compareTrees(before, snapshotTree(rig.main.target))).toEqual([]);
  });

  it('warming never changes a source file', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    const sources = (): ReturnType<typeof snapshotTree> =>
      new Map([...snapshotTree(b.path)].filter(([path]) => path !== '.' && !path.startsWith('target')));
    const before = sources();
    await b.warm();
    expect(compareTrees(before, sources())).toEqual([]);
  });

  it('a program that was edited in place is noticed and never spread', async () => {
    const rig = await createRig({ files, layout });
    await rig.main.cargo(['build']);
    const b = await rig.addWorktree('b');
    await b.warm();
    await b.cargo(['build']);
    appendFileSync(join(b.target, 'debug/app'), 'edited in place');

    // Where programs are linked, the edit reaches all who share the file: then nobody may be given it.
    const linked = readFileSync(join(rig.main.target, 'debug/app')).includes('edited in place');
    const trip = await warmAndCompare(await rig.addWorktree('c'));
    expect(trip.prints).toBe(trip.scratch);
    expect(readFileSync(join(trip.worktree.target, 'debug/app')).includes('edited in place')).toBe(false);
    expect(trip.build.compiled).toEqual(linked ? ['app'] : []);
    const refusals = refusalsOf(undefined, trip.warm);
    const noticed = [...refusedFor({ refusals }, 'changed-in-place'), ...refusedFor({ refusals }, 'damaged')];
    if (linked) expect(noticed).toContain('app');
  });
});
