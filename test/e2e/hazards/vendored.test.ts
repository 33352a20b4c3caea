import { expect, it } from 'vitest';
import { manifest } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Files } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';

const REGISTRY = 'registry+https://github.com/rust-lang/crates.io-index';
const CHECKSUM = 'a'.repeat(64);
const locked = (name: string): string => `[[package]]\nname = "${name}"\nversion = "0.1.0"\nsource = "${REGISTRY}"\nchecksum = "${CHECKSUM}"\n\n`;
const CHECKSUMS = JSON.stringify({ files: {}, package: CHECKSUM });

/** A program that stands on two packages of a directory source; one has a build script. Cargo verifies no file that has no checksum. */
const FILES: Files = {
  'Cargo.toml': manifest('app', '[dependencies]\nleaf = "0.1"\nscripted = "0.1"\n'),
  'Cargo.lock': `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["leaf", "scripted"]\n\n${locked('leaf')}${locked('scripted')}`,
  'src/main.rs': 'fn main() { println!("{} {}", leaf::WORD, scripted::WORD); }\n',
  '.cargo/config.toml': '[source.crates-io]\nreplace-with = "vendored-sources"\n[source.vendored-sources]\ndirectory = "vendor"\n',
  'vendor/leaf/Cargo.toml': manifest('leaf'),
  'vendor/leaf/src/lib.rs': 'mod word;\npub use word::WORD;\n',
  'vendor/leaf/src/word.rs': 'pub const WORD: &str = "first";\n',
  'vendor/leaf/.cargo-checksum.json': CHECKSUMS,
  'vendor/scripted/Cargo.toml': manifest('scripted'),
  'vendor/scripted/build.rs': 'fn main() { println!("cargo:rerun-if-changed=word.txt"); if let Ok(word) = std::fs::read_to_string("word.txt") { println!("cargo:rustc-env=WORD={word}"); } }\n',
  'vendor/scripted/word.txt': 'one',
  'vendor/scripted/src/lib.rs': 'pub const WORD: &str = env!("WORD");\n',
  'vendor/scripted/.cargo-checksum.json': CHECKSUMS,
};
const createRig = useRigs();

testHazard('vendored packages, the same here', { files: FILES, naive: 'rebuilt', compiles: [] });

testHazard('a vendored package with a script without rerun-if', {
  files: { ...FILES, 'vendor/scripted/build.rs': 'fn main() { println!("cargo:rustc-env=WORD=one"); }\n' },
  naive: 'rebuilt',
  compiles: [],
});

testHazard('a vendored package with another content here', {
  files: FILES,
  beforeWarm: (b) => b.writeOld('vendor/leaf/src/word.rs', 'pub const WORD: &str = "of b";\n'),
  naive: 'rebuilt',
  compiles: ['app', 'leaf'],
  refused: { 'input-differs': ['leaf'] },
});

testHazard('what a vendored build script watches is another one here', {
  files: FILES,
  beforeWarm: (b) => b.writeOld('vendor/scripted/word.txt', 'two'),
  naive: 'rebuilt',
  compiles: ['app', 'scripted'],
  refused: { 'input-differs': ['scripted'] },
});

testHazard('a file of a vendored package that its script without rerun-if may have read', {
  files: { ...FILES, 'vendor/scripted/build.rs': 'fn main() { if let Ok(word) = std::fs::read_to_string("word.txt") { println!("cargo:rustc-env=WORD={word}"); } }\n' },
  beforeWarm: (b) => b.writeOld('vendor/scripted/word.txt', 'two'),
  naive: 'rebuilt',
  compiles: ['app', 'scripted'],
});

/** Cargo looks at no source of a vendored package: only what is watched tells of the edit. */
testHazard('a vendored package that is edited after warming and before the first build', {
  files: FILES,
  afterWarm: (b) => b.write('vendor/leaf/src/word.rs', 'pub const WORD: &str = "of b";\n'),
  naive: 'untested',
  compiles: ['app', 'leaf'],
});

/** A panic in a build script names its source by the whole path: `unwrap`, an index. */
const panics = (more: string): Files => ({
  ...FILES,
  'vendor/scripted/build.rs': `fn main() { println!("cargo:rerun-if-changed=word.txt"); let word = std::fs::read_to_string("word.txt").unwrap(); println!("cargo:rustc-env=WORD={}", &word[..2]); ${more} }\n`,
});
// What proves it is known of one processor's objects.
const isProved = process.arch === 'x64';

testHazard('a vendored build script that may panic', {
  files: panics(''),
  naive: 'rebuilt',
  compiles: isProved ? [] : { atMost: ['app', 'scripted'] },
  isOfLayout: true,
});

/** The linker lays it down as it does a panic's place: one zero byte before it and one behind. */
const SHOWS_ITS_NAME = String.raw`let before = std::hint::black_box("before the name\0"); let place = std::hint::black_box(&(file!(), line!(), column!())); let behind = std::hint::black_box("\0behind the name"); let shown = place.0.len() + before.len() - behind.len();`;

testHazard('a vendored build script that may panic, and that tells how long the name of its source is', {
  files: panics(`${SHOWS_ITS_NAME} println!("cargo:rustc-env=WORD={shown}");`),
  naive: 'rebuilt',
  compiles: ['app', 'scripted'],
  isOfLayout: true,
});

/** `cargo test` stops at the first unit that is left, and no command but one for tests wants the package with this feature. */
testHazard('a vendored build script that only tests want, beside what is left', {
  files: {
    ...panics(''),
    'Cargo.toml': manifest('app', '[dependencies]\nleaf = "0.1"\nbase = { path = "base" }\n[dev-dependencies]\nscripted = { version = "0.1", features = ["loud"] }\n'),
    'Cargo.lock': `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["base", "leaf", "scripted"]\n\n[[package]]\nname = "base"\nversion = "0.1.0"\n\n${locked('leaf')}${locked('scripted')}`,
    'src/main.rs': 'fn main() { println!("{} {}", leaf::WORD, base::place()); }\n',
    'tests/it.rs': '#[test] fn says() { assert_eq!(scripted::WORD, "on"); }\n',
    'base/Cargo.toml': manifest('base'),
    'base/src/lib.rs': 'pub fn place() -> &\'static str { env!("CARGO_MANIFEST_DIR") }\n',
    'vendor/scripted/Cargo.toml': manifest('scripted', '[features]\nloud = []\n'),
  },
  build: ['test', '--no-run'],
  observe: async (worktree) => (await worktree.cargo(['test', '--test', 'it'])).stdout.replace(/finished in .*/, ''),
  naive: 'untested',
  compiles: isProved ? ['app', 'base'] : { atMost: ['app', 'base', 'scripted'] },
});

const MACRO: Files = {
  'vendor/scripted/Cargo.toml': manifest('scripted', '[lib]\nproc-macro = true\n'),
  'vendor/scripted/src/lib.rs': 'use proc_macro::{Literal, TokenStream, TokenTree};\n#[proc_macro]\npub fn word(input: TokenStream) -> TokenStream { let given = input.to_string(); TokenTree::from(Literal::string(&given[1..given.len() - 1])).into() }\n',
  'src/main.rs': 'fn main() { println!("{} {}", leaf::WORD, scripted::word!("a word")); }\n',
};

testHazard('a vendored macro that may panic', {
  files: { ...withoutScript(FILES), ...MACRO },
  naive: 'rebuilt',
  compiles: isProved ? [] : { atMost: ['app', 'scripted'] },
});

testHazard('a vendored macro that may panic, and that tells how long the name of its source is', {
  files: {
    ...withoutScript(FILES),
    ...MACRO,
    'vendor/scripted/src/lib.rs': `use proc_macro::{Literal, TokenStream, TokenTree};\n#[proc_macro]\npub fn word(input: TokenStream) -> TokenStream { let given = input.to_string(); ${SHOWS_ITS_NAME} TokenTree::from(Literal::string(&format!("{}{shown}", &given[1..given.len() - 1]))).into() }\n`,
  },
  naive: 'rebuilt',
  compiles: ['app', 'scripted'],
});

function withoutScript({ 'vendor/scripted/build.rs': _script, ...files }: Files): Files {
  return files;
}

it.each(TRIED_LAYOUTS)('a warmed worktree gives on what it was given (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  rig.main.remove('target');
  const c = await rig.addWorktree('c');
  await c.warm();
  expect((await c.cargo(['build'])).compiled).toEqual([]);
  expect(await c.run('app')).toBe(await scratchRun(c));
  expect((await b.cargo(['build'])).compiled).toEqual([]);
});
