import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { CapabilitySearch, type CrateNode } from '../../../src/engine/save/capability.ts';
import type { Asking } from '../../../src/units/incapable.ts';
import type { Slot } from '../../../src/units/model.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { rustcDepInfo } from './donors.ts';

let root: string;
let nodes: Map<Slot, CrateNode>;

beforeEach(() => {
  root = temporaryDirectory();
  nodes = new Map();
});

const PURE = 'pub fn f() {}';
const READS = 'std::fs::read("words.txt")';
const RUNS = 'std::process::Command::new("x")';

/** A crate with one source, unless `at` says where else it is. */
function crate(name: string, kind: string, source: string, o: { on?: readonly string[]; at?: string; known?: Asking | null } = {}): void {
  const path = o.at ?? `${name}/src/lib.rs`;
  write(path.startsWith('/') ? path : `${root}/${path}`, source);
  nodes.set(name as Slot, {
    kind,
    packageName: name,
    dependencies: (o.on ?? []) as Slot[],
    rustcDepInfo: kind === 'run-build-script' ? undefined : rustcDepInfo([path]),
    workspace: root,
    known: o.known === undefined ? undefined : { asks: o.known },
  });
}

const search = (): CapabilitySearch => new CapabilitySearch((slot) => nodes.get(slot));
const compiling = (name: string): Asking | null => search().ofCompiling(name as Slot);
const script = (name: string): Asking | null => search().ofScript(name as Slot);

describe('macros', () => {
  test('that ask reach what uses them, directly or through a library', () => {
    crate('macro', 'proc-macro', READS);
    crate('low', 'lib', PURE, { on: ['macro'] });
    crate('high', 'bin', PURE, { on: ['low'] });
    const asking = { name: 'macro names `fs`', waits: null };
    expect([compiling('low'), compiling('high'), search().reachingFrom('macro' as Slot)]).toEqual([asking, asking, asking]);
  });

  test('ask for what the libraries below them ask for', () => {
    crate('library', 'lib', READS);
    crate('macro', 'proc-macro', PURE, { on: ['library'] });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(compiling('user')?.name).toBe('library names `fs`');
  });

  test('that ask for nothing bind nothing, whatever the crates ask that use them', () => {
    crate('macro', 'proc-macro', PURE);
    crate('library', 'lib', RUNS);
    crate('user', 'lib', READS, { on: ['macro', 'library'] });
    expect(compiling('user')).toBeNull();
  });

  test('one for which an equal worktree is no answer counts before the others', () => {
    crate('one', 'proc-macro', READS);
    crate('two', 'proc-macro', RUNS);
    crate('user', 'lib', PURE, { on: ['one', 'two'] });
    expect(compiling('user')).toEqual({ name: 'one names `fs`', waits: 'process' });
  });

  test('of an earlier save are remembered', () => {
    crate('macro', 'proc-macro', READS, { known: null });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(compiling('user')).toBeNull();
  });
});

describe('the assembler', () => {
  const ASSEMBLES = 'use std::arch::global_asm as g;';
  const asking = { name: 'own names `asm`', waits: null };

  test('may read files for the code of the crate itself', () => {
    crate('own', 'lib', ASSEMBLES);
    crate('user', 'bin', PURE, { on: ['own'] });
    expect([compiling('own'), compiling('user')]).toEqual([asking, null]);
  });

  test('may read them for what expands a macro of it', () => {
    crate('own', 'lib', `${ASSEMBLES} macro_rules! m { () => {} }`);
    crate('user', 'bin', PURE, { on: ['own'] });
    expect(compiling('user')).toEqual(asking);
  });

  test('is not looked for in crates from elsewhere', () => {
    crate('far', 'lib', `${ASSEMBLES} macro_rules! m { () => {} }`, { at: `${root}/registry/far/lib.rs` });
    crate('user', 'bin', PURE, { on: ['far'] });
    expect(compiling('user')).toBeNull();
  });
});

describe('scripts', () => {
  test('ask for what they and their libraries ask for', () => {
    crate('library', 'lib', RUNS);
    crate('script', 'build-script', PURE, { on: ['library'] });
    expect(script('script')).toEqual({ name: 'library names `process`', waits: 'process' });
  });

  test('do not run what another script has made', () => {
    crate('other', 'run-build-script', RUNS);
    crate('script', 'build-script', PURE, { on: ['other'] });
    expect(script('script')).toBeNull();
  });
});

describe('the worst is assumed', () => {
  test('where no list of sources is there', () => {
    crate('script', 'build-script', PURE);
    nodes.set('script' as Slot, { ...nodes.get('script' as Slot)!, rustcDepInfo: undefined });
    expect(script('script')?.waits).toBe('has no list of its sources');
  });

  test('where a source is gone', () => {
    crate('script', 'build-script', PURE);
    rmSync(`${root}/script`, { recursive: true });
    expect(script('script')?.waits).toBe('has a source that is gone');
  });
});

test('a macro may put into a script, or another macro, what stands in its strings', () => {
  const made = `fn f() -> TokenStream { "${READS.replaceAll('"', "'")}".parse().unwrap() }`;
  crate('library', 'lib', made);
  crate('maker', 'proc-macro', PURE, { on: ['library'] });
  crate('macro', 'proc-macro', PURE, { on: ['library', 'maker'] });
  crate('script', 'build-script', PURE, { on: ['maker'] });
  expect([script('script'), search().reachingFrom('macro' as Slot)]).toEqual([{ name: 'library names `fs`', waits: null }, { name: 'library names `fs`', waits: null }]);
  expect(search().reachingFrom('maker' as Slot)).toBeNull();
});

test('code may be included from a file of any name; documentation is none', () => {
  crate('text', 'build-script', READS, { at: 'text/part.txt' });
  expect(script('text')).not.toBeNull();
  crate('script', 'build-script', READS, { at: 'script/part.in' });
  crate('other', 'build-script', READS, { at: 'other/README.md' });
  expect(script('script')).not.toBeNull();
  expect(script('other')).toBeNull();
});

test('sources of registries have absolute names', () => {
  crate('script', 'build-script', READS, { at: `${root}/registry/x/build.rs` });
  expect(script('script')).not.toBeNull();
});
