import { beforeEach, expect, test } from 'vitest';
import type { CrateNode } from '../../../src/engine/save/capability.ts';
import { CallerSearch } from '../../../src/engine/save/callers.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import type { Slot } from '../../../src/units/model.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { slotOf } from '../../units/samples.ts';

let root: AbsolutePath;
let nodes: Map<Slot, CrateNode>;

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  nodes = new Map();
});

/** A library with one source, at this path, and what it is compiled against. */
function crate(name: string, { text, path = `${name}/src/lib.rs`, below = [] }: { text?: string; path?: string; below?: readonly string[] }): void {
  if (text !== undefined) write(path.startsWith('/') ? path : `${root}/${path}`, text);
  nodes.set(slotOf(name), { kind: 'lib', packageName: name, dependencies: below.map((other) => slotOf(other)), rustcDepInfo: `lib.rmeta: ${path}\n`, workspace: root, known: undefined });
}
const shows = (name: string): boolean => new CallerSearch((slot) => nodes.get(slot)).showsCallers(slotOf(name));

test('code that names no caller, but in comments and longer words, shows none', () => {
  crate('app', { text: '// as the caller sees it\n#[track_caller] pub fn callers() {}', below: ['lib'] });
  crate('lib', { text: 'pub fn f() {}' });
  expect(shows('app')).toBe(false);
});

test.each(['std::panic::Location::caller()', 'use core::panic::Location as L; fn f() { L :: caller (); }', 'core::intrinsics::caller_location()', 'r#"Location::caller()"#'])('%s shows it, for all that is compiled against it', (text) => {
  crate('app', { text: 'fn main() {}', below: ['lib'] });
  crate('lib', { text: '', below: ['errors'] });
  crate('errors', { text });
  expect(shows('app')).toBe(true);
});

test('a variable of that name shows none, where nothing names a location; the two words may stand in two crates', () => {
  crate('automata', { text: 'fn get(caller: usize) -> usize { caller }' });
  crate('parser', { text: '/// A [Location].\npub mod x { pub fn caller() {} }', below: ['automata'] });
  crate('macros', { text: 'macro_rules! at { ($name:ident) => { core::panic::Location::$name() } }' });
  crate('app', { text: 'fn main() { at!(caller); }', below: ['macros'] });
  expect([shows('automata'), shows('parser'), shows('macros'), shows('app')]).toEqual([false, false, false, true]);
});

test('what is generated below the workspace counts, and what comes from elsewhere does not', () => {
  crate('generated', { path: `${root}/target/debug/build/x/out/g.rs`, text: 'Location::caller()' });
  crate('log', { path: `${temporaryDirectory()}/log/src/lib.rs`, text: 'Location::caller()' });
  crate('app', { text: '', below: ['log'] });
  expect([shows('generated'), shows('app')]).toEqual([true, false]);
});

test('where nothing can be read, it may be', () => {
  crate('gone', {});
  crate('unlisted', { text: '' });
  nodes.set(slotOf('unlisted'), { ...nodes.get(slotOf('unlisted'))!, rustcDepInfo: undefined });
  expect([shows('gone'), shows('unlisted'), shows('unknown')]).toEqual([true, true, false]);
});
