import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examineArtifacts, heldRoot, runDigest } from '../../../src/engine/save/artifacts.ts';
import type { CollectedFile } from '../../../src/engine/save/collected.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Origin } from '../../../src/units/model.ts';
import { removeTrees, sourceTree, type Tree } from '../../formats/objects/compiled.ts';
import { write } from '../../formats/git/rig.ts';
import { builtUnit, collected, inMemory, linkTo, staged } from './donors.ts';

let tree: Tree;
let clean: string;
let leaky: string;

beforeAll(() => {
  tree = sourceTree({ 'src/lib.rs': 'pub fn f() -> u8 { 1 }', 'src/leaky.rs': 'pub fn f() -> &\'static str { env!("WHERE") }' });
  clean = tree.rustc({ crate: 'clean', source: 'src/lib.rs' });
  leaky = tree.rustc({ crate: 'leaky', source: 'src/leaky.rs', env: { WHERE: `${tree.root}/data` } });
});
afterAll(() => removeTrees());

const library = (out: string, name: string) =>
  collected(builtUnit(name), staged('rlib', `deps/lib${name}.rlib`, `${out}/lib${name}.rlib`), staged('rmeta', `deps/lib${name}.rmeta`, `${out}/lib${name}.rmeta`));

describe('examineArtifacts', () => {
  const examine = (unit: ReturnType<typeof collected>, source: string, roots: readonly AbsolutePath[] = [tree.root]) =>
    examineArtifacts({ unit, roots, sources: [source], workspace: tree.root });

  test('tells the metadata\'s digest and the sources that it records', () => {
    const found = examine(library(clean, 'clean'), 'src/lib.rs');
    expect(found).toMatchObject({ ok: true, value: { leak: undefined } });
    expect(found.ok && [...found.value.recorded.keys()]).toEqual(['src/lib.rs']);
    expect(found.ok && found.value.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a root in the program\'s bytes is found, with its file', () => {
    const found = examine(library(leaky, 'leaky'), 'src/leaky.rs');
    expect(found.ok && found.value.leak?.text).toContain(`${tree.root}/data`);
  });

  test('every root of the closure is looked for', () => {
    const other = '/another/donor/of/the/closure' as AbsolutePath;
    const out = tree.rustc({ crate: 'leaky', source: 'src/leaky.rs', env: { WHERE: `${other}/data` } });
    expect(examine(library(out, 'leaky'), 'src/leaky.rs')).toMatchObject({ ok: true, value: { leak: undefined } });
    expect(examine(library(out, 'leaky'), 'src/leaky.rs', [tree.root, other])).toMatchObject({ ok: true, value: { leak: { text: expect.stringContaining(other) } } });
  });

  test('what cannot be examined is refused', () => {
    const broken = write(`${tree.out}/broken.rlib`, '!<arch>\nbroken');
    expect(examine(collected(builtUnit('x'), staged('rlib', 'deps/x.rlib', broken)), 'src/lib.rs')).toMatchObject({ ok: false, error: { reason: 'baked-path' } });
  });

  test('an artifact that is not staged is incomplete', () => {
    expect(examine(collected(builtUnit('x'), inMemory('rlib', 'deps/x.rlib', '')), 'src/lib.rs')).toEqual({
      ok: false,
      error: { reason: 'incomplete', missing: 'deps/x.rlib' },
    });
  });
});

describe('heldRoot', () => {
  const held = (file: CollectedFile) =>
    heldRoot(file, { origins: [{ path: tree.root, means: 'worktree' }], workspace: tree.root, spill: (bytes) => write(`${tree.out}/spilled`, bytes) });

  test('text with a root can be rewritten', () => {
    expect(held(inMemory('out-file', 'x.pc', `prefix=${tree.root}/x`))).toBe('as-text');
  });
  test('text without one holds none', () => {
    expect(held(inMemory('out-file', 'x.pc', 'prefix=/usr'))).toBe('not');
  });
  test('other bytes cannot be rewritten', () => {
    expect(held(inMemory('out-file', 'x.bin', Buffer.from(`\0${tree.root}/x\0`)))).toBe('in-bytes');
  });
  test('an object\'s debug information does not reach the program', () => {
    const out = tree.rustc({ crate: 'clean', source: 'src/lib.rs', emit: 'link', args: ['-g', '-Cembed-bitcode=no', '--emit=obj'] });
    const object = readFileSync(`${out}/clean.o`);
    expect(object.includes(tree.root)).toBe(true);
    expect(held(inMemory('out-file', 'clean.o', object))).toBe('not');
  });
  test('a link into the donor cannot be rewritten, one out of it need not be', () => {
    expect(held(linkTo('x', `${tree.root}/y`))).toBe('in-bytes');
    expect(held(linkTo('x', '../y'))).toBe('not');
  });
});

describe('runDigest', () => {
  const NOTHING = { origins: [], unread: new Set<CollectedFile>() };
  const origin = (path: string): Origin[] => [{ path: path as AbsolutePath, means: 'worktree' }];
  const run = (...files: CollectedFile[]) => collected(builtUnit('x', { kind: 'run-build-script' }), ...files);
  const digest = (root: string, text = `a=${root}/y`) => runDigest(run(inMemory('script-output', 'output', text), linkTo('out/l', `${root}/z`)), { origins: origin(root), unread: new Set() });

  test('not with a file that nobody reads', () => {
    const probe = inMemory('out-file', 'out/libprobe.rmeta', 'x');
    expect(runDigest(run(probe), { origins: [], unread: new Set([probe]) })).toBe(runDigest(run(), NOTHING));
  });
  test('is the same wherever the script ran', () => {
    expect(digest('/repos/a')).toBe(digest('/repos/b'));
  });
  test('changes with what it printed', () => {
    expect(digest('/repos/a', 'a=/repos/a/x')).not.toBe(digest('/repos/a'));
  });
  test('changes with a generated file, its name included', () => {
    const [one, two, three] = ['x', 'y', 'x'].map((text, i) => runDigest(run(inMemory('out-file', i === 2 ? 'out/b' : 'out/a', text)), NOTHING));
    expect(new Set([one, two, three]).size).toBe(3);
  });
  test('not with what cargo never hands on', () => {
    expect(runDigest(run(inMemory('script-stderr', 'stderr', 'x')), NOTHING)).toBe(runDigest(run(), NOTHING));
  });
});
