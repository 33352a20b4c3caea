import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ExplainDocument, WarmDocument } from '../../rig/documents.ts';
import { manifest, workspace } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';
import { differing, objectsIn } from '../../engine/incremental/objects.ts';
import { applyEdit, buildAndCompare } from '../../engine/incremental/compare-edit.ts';
import { edit, filesOf, FIRST, randomOf, type EditKind } from '../../engine/incremental/program.ts';

const createRig = useRigs();

const statesOf = ({ incremental }: WarmDocument): string[] => (incremental ?? []).map((unit) => `${unit.package} ${unit.state}`).sort();

it('after what was compiled aside, every edit gives the objects of a build from scratch', async () => {
  const rig = await createRig({ files: filesOf(FIRST) });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  expect(statesOf(await b.warm(['--incremental']))).toEqual(['app compiled', 'low compiled', 'mac compiled']);
  expect((await b.cargo(['build'])).compiled).toEqual([]);
  expect(statesOf(await b.warm(['--incremental']))).toEqual(['app there', 'low there', 'mac there']);
  const random = randomOf(7);
  let program = FIRST;
  for (const kinds of [['body'], ['function', 'signature', 'comment'], ['file', 'invocation'], ['macro', 'data', 'removal']] satisfies EditKind[][]) {
    const next = kinds.reduce((edited, kind) => edit(edited, kind, random), program);
    applyEdit(b, program, next);
    const { different, prints, scratch, reused } = await buildAndCompare(b);
    expect({ kinds, different, prints }).toEqual({ kinds, different: [], prints: scratch });
    if (program === FIRST) expect(reused).toBeGreaterThan(0);
    program = next;
  }
});

it('a state that rustc refuses costs no more than its time, and explain says that it was of no use', async () => {
  const rig = await createRig({ files: filesOf(FIRST) });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm(['--incremental']);
  const unused = async (): Promise<string[]> => {
    const told = JSON.parse((await b.share(['--json', 'explain'])).stdout) as ExplainDocument;
    return told.workspaces.flatMap(({ unusedIncremental }) => unusedIncremental.map(({ crate }) => crate));
  };
  expect(await unused()).toEqual([]);
  changeOptionsHash(join(b.target, 'debug', 'incremental'), 'low');
  const next = edit(FIRST, 'body', randomOf(7));
  applyEdit(b, FIRST, next);
  const { different, prints, scratch } = await buildAndCompare(b);
  expect({ different, prints }).toEqual({ different: [], prints: scratch });
  expect(await unused()).toEqual(['low']);
  expect((await b.share(['explain'])).stdout).toContain('What was prepared for the first edit of `low` is of no use: rustc has kept none of its');
});

/** Behind `RSIC`, two bytes, and the version: with another hash of its options rustc drops the whole state. */
function changeOptionsHash(incremental: string, crate: string): void {
  const state = readdirSync(incremental).find((name) => name.startsWith(`${crate}-`)) ?? '';
  const session = readdirSync(join(incremental, state)).find((name) => name.startsWith('s-') && !name.endsWith('.lock')) ?? '';
  const graph = join(incremental, state, session, 'dep-graph.bin');
  const bytes = readFileSync(graph);
  bytes.writeUInt8(bytes.readUInt8(7 + bytes.readUInt8(6)) ^ 1, 7 + bytes.readUInt8(6));
  writeFileSync(graph, bytes);
}

it('after an edit of a library its integration test takes over as much as in the donor', async () => {
  const rig = await createRig({
    files: {
      'Cargo.toml': `${workspace(['low'])}[profile.dev]\nopt-level = 1\n`,
      'low/Cargo.toml': manifest('low'),
      'low/src/lib.rs': 'pub mod kept;\npub mod edited;\n',
      'low/src/kept.rs': 'pub fn all<T: std::fmt::Debug + Clone>(of: &[T]) -> String { let mut all = of.to_vec(); all.reverse(); assert!(!all.is_empty(), "{of:?} in {}", file!()); format!("{all:?}") }\n',
      'low/src/edited.rs': 'pub fn edited() -> u32 { 1 }\n',
      'low/tests/it.rs': 'mod one;\n#[test] fn two() { println!("{} {}", low::kept::all(&["x"]), low::edited::edited()); }\n',
      'low/tests/one.rs': '#[test] fn one() { println!("{}", low::kept::all(&[1u8, 2])); }\n',
    },
  });
  await rig.main.cargo(['test', '--no-run']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  expect(new Set(statesOf(await b.warm(['--incremental'])))).toEqual(new Set(['low compiled']));
  const takenOver = async (worktree: Worktree): Promise<number> => {
    const before = new Set([...objectsIn(worktree.target).values()].map(({ inode }) => inode));
    worktree.write('low/src/edited.rs', 'pub fn edited() -> u32 { 2 }\n');
    await worktree.cargo(['test', '--no-run']);
    return [...objectsIn(worktree.target)].filter(([name, { inode }]) => name.startsWith('it-') && before.has(inode)).length;
  };
  const [inDonor, here] = [await takenOver(rig.main), await takenOver(b)];
  expect(inDonor).toBeGreaterThan(0);
  expect(here).toBe(inDonor);
  const [ours, theirs] = [objectsIn(b.target), await b.fromScratch(() => b.cargo(['test', '--no-run']).then(() => objectsIn(b.target)))];
  expect(differing(ours, theirs)).toEqual([]);
});

it('what was edited since it was placed is not compiled, and what cargo has compiled is not replaced', async () => {
  const rig = await createRig({ files: filesOf(FIRST) });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  applyEdit(b, FIRST, edit(FIRST, 'data', randomOf(1)));
  await b.cargo(['build']);
  const own = readdirSync(`${b.target}/debug/incremental`).sort();
  // What cargo has built here is no longer another worktree's; the macro still is.
  expect(statesOf(await b.warm(['--incremental']))).toEqual(['mac compiled']);
  expect(readdirSync(`${b.target}/debug/incremental`)).toEqual(expect.arrayContaining(own));
  const c = await rig.addWorktree('c');
  await c.warm();
  c.writeOld('low/src/part1.rs', `${c.read('low/src/part1.rs')}// edited\n`);
  expect(statesOf(await c.warm(['--incremental']))).not.toContain('low compiled');
});

it('where the setting asks for it hooks have it done, for one worktree after the other, and it stays out of the way of a build', async () => {
  const rig = await createRig({ files: filesOf(FIRST), layout: 'unit-dirs', env: { CARGO_SHARE_INCREMENTAL: 'always' } });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const [b, c] = [await rig.addWorktree('b'), await rig.addWorktree('c')];
  await rig.settle();
  for (const worktree of [b, c]) {
    expect((await worktree.cargo(['build'])).compiled).toEqual([]);
    expect(statesOf(await worktree.warm(['--incremental']))).toEqual(['app there', 'low there', 'mac there']);
  }
  const next = edit(FIRST, 'body', randomOf(3));
  applyEdit(b, FIRST, next);
  const { different, prints, scratch, reused } = await buildAndCompare(b);
  expect({ different, prints }).toEqual({ different: [], prints: scratch });
  expect(reused).toBeGreaterThan(0);
});

it('nothing is compiled unasked where a toolchain or configuration was put since the commit, nor where the setting says so', async () => {
  const rig = await createRig({ files: filesOf(FIRST), env: { CARGO_SHARE_INCREMENTAL: 'always' } });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b', { at: 'b' });
  await rig.settle();
  await b.cargo(['clean']);
  b.write('.cargo/config.toml', '[build]\njobs = 1\n');
  await b.warm();
  await b.share(['warm', '--incremental', '--background']);
  expect(existsSync(`${b.target}/debug/incremental`)).toBe(false);
  b.remove('.cargo');
  await b.share(['warm', '--incremental', '--background'], { env: { CARGO_SHARE_INCREMENTAL: 'false' } });
  expect(existsSync(`${b.target}/debug/incremental`)).toBe(false);
  await b.share(['warm', '--incremental', '--background']);
  expect(readdirSync(`${b.target}/debug/incremental`)).toHaveLength(3);
});
