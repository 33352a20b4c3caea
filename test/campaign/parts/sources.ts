import type { Files } from '../../rig/rig.ts';
import { library, show, type Part } from './part.ts';

const CHECKSUM = '0'.repeat(64);

/** The revision that `Cargo.lock` pins for a git package. */
function pinned(lock: string, name: string): string {
  const entry = new RegExp(`name = "${name}"\\nversion = "[^"]*"\\nsource = "git\\+[^#"]*#([0-9a-f]+)"`).exec(lock)?.[1];
  if (entry === undefined) throw new Error(`the model finds no revision of ${name}`);
  return entry;
}

/** The version that `Cargo.lock` pins for a package. */
export function lockedVersion(lock: string, name: string): string {
  const version = new RegExp(`name = "${name}"\\nversion = "([^"]*)"`).exec(lock)?.[1];
  if (version === undefined) throw new Error(`the model finds no version of ${name}`);
  return version;
}

/** The versions of the vendored package. */
export const VENDED = ['0.1.0', '0.1.1'] as const;
const vendedSource = (version: string): string => `vendor/vended-${version}/src/lib.rs`;

/** Packages that are not members: git, patched, vendored, above the workspace root, and two of one name. */
export const SOURCES: readonly Part[] = [
  {
    name: 'gitdep',
    files: () => ({}),
    members: [],
    dependencies: 'gitdep = { git = "GIT_URL" }\n',
    main: show('gitdep', 'gitdep::show()'),
    slots: [],
    expect: ({ tree, gitValue }) => ({ gitdep: gitValue(pinned(tree.read('Cargo.lock'), 'gitdep')) }),
  },
  {
    name: 'patched',
    files: () => ({
      'patches/patched/Cargo.toml': library('patched'),
      'patches/patched/src/lib.rs': 'pub fn show() -> String { "value-401".to_string() }\n',
    }),
    members: [],
    dependencies: 'patched = { git = "GIT_URL" }\n',
    root: (gitUrl) => `[patch."${gitUrl}"]\npatched = { path = "patches/patched" }\n`,
    main: show('patched', 'patched::show()'),
    slots: ['patches/patched/src/lib.rs'],
    expect: ({ tree }) => ({ patched: tree.value('patches/patched/src/lib.rs') }),
  },
  {
    // Two versions lie there; the lock file says which is used.
    name: 'vended',
    files: () => Object.assign({}, ...VENDED.map((version, index) => ({
      [`vendor/vended-${version}/Cargo.toml`]: library('vended', { version }),
      [`vendor/vended-${version}/src/lib.rs`]: `pub fn show() -> String { format!("{} {}", env!("CARGO_PKG_VERSION"), "value-40${6 + index}") }\n`,
      [`vendor/vended-${version}/.cargo-checksum.json`]: `{"files":{},"package":"${CHECKSUM}"}`,
    }))) as Files,
    config: '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n',
    members: [],
    dependencies: 'vended = "0.1"\n',
    main: show('vended', 'vended::show()'),
    slots: VENDED.map(vendedSource),
    expect: ({ tree }) => {
      const version = lockedVersion(tree.read('Cargo.lock'), 'vended');
      return { vended: `${version} ${tree.value(vendedSource(version))}` };
    },
  },
  {
    name: 'outside',
    files: () => ({
      '../common/outside/Cargo.toml': library('outside'),
      '../common/outside/src/lib.rs': 'pub fn show() -> String { "value-403".to_string() }\n',
    }),
    members: [],
    needsNesting: true,
    dependencies: 'outside = { path = "../../common/outside" }\n',
    main: show('outside', 'outside::show()'),
    slots: ['../common/outside/src/lib.rs'],
    expect: ({ tree }) => ({ outside: tree.value('../common/outside/src/lib.rs') }),
  },
  {
    name: 'twins',
    files: () => ({
      'twins/one/Cargo.toml': library('twin', { version: '0.1.0' }),
      'twins/one/src/lib.rs': 'pub fn show() -> String { "value-404".to_string() }\n',
      'twins/two/Cargo.toml': library('twin', { version: '0.2.0' }),
      'twins/two/src/lib.rs': 'pub fn show() -> String { "value-405".to_string() }\n',
    }),
    members: [],
    root: () => '',
    dependencies: `twin_one = { package = "twin", path = "../twins/one" }\ntwin_two = { package = "twin", path = "../twins/two" }\n`,
    main: show('twin_one', 'twin_one::show()') + show('twin_two', 'twin_two::show()'),
    slots: ['twins/one/src/lib.rs', 'twins/two/src/lib.rs'],
    expect: ({ tree }) => ({ twin_one: tree.value('twins/one/src/lib.rs'), twin_two: tree.value('twins/two/src/lib.rs') }),
  },
];
