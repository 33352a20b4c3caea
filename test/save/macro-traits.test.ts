import { beforeEach, describe, expect, test } from 'vitest';
import { MacroSearch, type MacroNode } from '../../src/save/macro-traits.ts';
import { NOTHING } from '../../src/save/crate-text.ts';
import type { MacroTraits, Slot } from '../../src/units/model.ts';
import { temporaryDirectory, write } from '../git/rig.ts';
import { rustcDepInfo } from './donors.ts';

let root: string;
let nodes: Map<Slot, MacroNode>;

beforeEach(() => {
  root = temporaryDirectory();
  nodes = new Map();
});

const PURE = 'pub fn f() {}';
const NONE = NOTHING;

/** A crate of the repository with one source, unless `at` says where else it is. */
function crate(name: string, kind: string, source: string, o: { on?: readonly string[]; at?: string; known?: MacroTraits } = {}): void {
  const path = o.at ?? `${name}/src/lib.rs`;
  write(path.startsWith('/') ? path : `${root}/${path}`, source);
  nodes.set(name as Slot, {
    kind,
    packageName: name,
    dependencies: (o.on ?? []) as Slot[],
    rustcDepInfo: kind === 'run-build-script' ? undefined : rustcDepInfo([path, `${name}/data.txt`]),
    workspace: root,
    known: o.known,
  });
}

const search = (): MacroSearch => new MacroSearch((slot) => nodes.get(slot));
const expandedIn = (name: string): MacroTraits => search().expandedIn(name as Slot);

describe('a macro that asks for variables', () => {
  test('tells which, with those of its libraries', () => {
    crate('library', 'lib', 'std::env::var("ONE")');
    crate('macro', 'proc-macro', 'std::env::var("TWO")', { on: ['library'] });
    crate('other', 'proc-macro', 'std::env::var("THREE")');
    crate('user', 'lib', PURE, { on: ['macro', 'other'] });
    expect(expandedIn('user').variables).toEqual(['ONE', 'THREE', 'TWO']);
  });

  test('may ask for any', () => {
    crate('library', 'lib', 'std::env::vars()');
    crate('macro', 'proc-macro', 'std::env::var("TWO")', { on: ['library'] });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user').variables).toBe('any');
  });
});

describe('a macro that reads files', () => {
  test('reaches what uses it, directly or through a library', () => {
    crate('macro', 'proc-macro', 'std::fs::read("x")');
    crate('low', 'lib', PURE, { on: ['macro'] });
    crate('high', 'bin', PURE, { on: ['low'] });
    expect(expandedIn('low')).toMatchObject({ readsFiles: 'macro names `fs`', seesDirectory: null });
    expect(expandedIn('high')).toEqual(expandedIn('low'));
  });

  test('is told by the libraries that run inside it', () => {
    crate('reader', 'lib', 'std::fs::read("x")');
    crate('middle', 'lib', PURE, { on: ['reader'] });
    crate('macro', 'proc-macro', PURE, { on: ['middle'] });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user').readsFiles).toBe('reader names `fs`');
  });

  test('a library that reads files is no macro', () => {
    crate('reader', 'lib', 'std::fs::read("x")');
    crate('user', 'lib', PURE, { on: ['reader'] });
    expect(expandedIn('user')).toEqual(NONE);
  });

  test('what a macro\'s build script reads is not read while it expands', () => {
    crate('script', 'build-script', 'std::fs::read("x")');
    crate('run', 'run-build-script', '', { on: ['script'] });
    crate('macro', 'proc-macro', PURE, { on: ['run'] });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toEqual(NONE);
  });

  test('itself is compiled without itself', () => {
    crate('macro', 'proc-macro', 'std::fs::read("x")');
    expect(expandedIn('macro')).toEqual(NONE);
    expect(search().traits('macro' as Slot).readsFiles).not.toBeNull();
  });
});

describe('a macro that looks at the worktree\'s path', () => {
  test('counts where its text is the repository\'s', () => {
    crate('macro', 'proc-macro', 'std::env::var("CARGO_MANIFEST_DIR")');
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user').seesDirectory).toBe('macro names `CARGO_MANIFEST_DIR`');
  });

  test('of a registry it counts as one that reads files', () => {
    crate('macro', 'proc-macro', 'std::env::var("CARGO_MANIFEST_DIR")', { at: `${root}/registry/src/index/macro/src/lib.rs` });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toMatchObject({ readsFiles: 'macro names `CARGO_MANIFEST_DIR`', seesDirectory: null });
  });

  test('is looked for in all of its sources, though the first one reads files', () => {
    crate('macro', 'proc-macro', 'std::fs::read("x")');
    write(`${root}/macro/src/part.rs`, 'std::env::var("PWD")');
    const node = nodes.get('macro' as Slot)!;
    nodes.set('macro' as Slot, { ...node, rustcDepInfo: rustcDepInfo(['macro/src/lib.rs', 'macro/src/part.rs']) });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toMatchObject({ readsFiles: 'macro names `fs`', seesDirectory: 'macro names `PWD`' });
  });
});

describe('a macro that reads git', () => {
  test('is told by the libraries that run inside it', () => {
    crate('asker', 'lib', 'std::process::Command::new("git").arg("branch")');
    crate('macro', 'proc-macro', PURE, { on: ['asker'] });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toMatchObject({ readsGit: 'asker names `git`', readsBranch: 'asker names `branch`' });
  });

  test('of a registry, only where it runs git', () => {
    crate('macro', 'proc-macro', 'const HOME: &str = "see our git repository";', { at: `${root}/registry/src/index/macro/src/lib.rs` });
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toEqual(NONE);
  });
});

describe('what a macro that reads files names', () => {
  test('goes with it', () => {
    crate('macro', 'proc-macro', 'std::fs::read("assets/one.txt")');
    crate('user', 'lib', PURE, { on: ['macro'] });
    expect(expandedIn('user')).toMatchObject({ names: ['assets/one.txt'], wanders: null, lists: null });
  });

  test('is not all where it runs a program, or lists directories above its own', () => {
    crate('runs', 'proc-macro', 'std::process::Command::new("ls")');
    crate('climbs', 'proc-macro', 'std::fs::read_dir(at.parent())');
    for (const macro of ['runs', 'climbs']) {
      crate('user', 'lib', PURE, { on: [macro] });
      expect(expandedIn('user').wanders).not.toBeNull();
    }
  });
});

describe('a build script', () => {
  test('can do what its libraries can', () => {
    crate('asker', 'lib', 'std::process::Command::new("git")');
    crate('script', 'build-script', PURE, { on: ['asker'] });
    expect(search().ofScript('script' as Slot).readsGit).toBe('asker names `git`');
  });
});

describe('where nothing can be read, the worst is assumed', () => {
  test('of a macro whose list of sources is gone', () => {
    crate('macro', 'proc-macro', PURE);
    nodes.set('macro' as Slot, { ...nodes.get('macro' as Slot)!, rustcDepInfo: undefined });
    crate('user', 'lib', PURE, { on: ['macro'] });
    const lacking = 'macro has no list of its sources';
    expect(expandedIn('user')).toMatchObject({ readsFiles: lacking, readsGit: lacking, wanders: lacking });
  });

  test('of a macro with a source that is gone', () => {
    crate('macro', 'proc-macro', PURE);
    nodes.set('macro' as Slot, { ...nodes.get('macro' as Slot)!, rustcDepInfo: rustcDepInfo(['macro/src/gone.rs']) });
    crate('user', 'lib', PURE, { on: ['macro'] });
    const lacking = 'macro has a source that is gone';
    expect(expandedIn('user')).toMatchObject({ readsFiles: lacking, readsGit: lacking, wanders: lacking });
  });
});

test('an earlier answer is taken, and no source is read again', () => {
  crate('low', 'lib', PURE, { known: { ...NONE, readsFiles: 'before' } });
  crate('user', 'lib', PURE, { on: ['low'] });
  expect(expandedIn('user').readsFiles).toBe('before');
});

test('a cycle in damaged data ends', () => {
  crate('a', 'proc-macro', PURE, { on: ['b'] });
  crate('b', 'proc-macro', PURE, { on: ['a'] });
  expect(expandedIn('a')).toEqual(NONE);
});
