import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fingerprintText, hashFingerprint, reproduces } from '../../../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { storedFingerprints, type StoredFingerprint } from './real-units.ts';
import { CARGO_MINOR } from '../sandbox.ts';
import { cargo, manifest, repository } from './repository.ts';

/** A build script of each kind, features outside ASCII, a proc macro, a renamed dependency, a program and tests. */
const EVERY_KIND = {
  'Cargo.toml':
    '[workspace]\nresolver = "2"\nmembers = ["watching", "silent", "macros", "app"]\n' +
    '[profile.small]\ninherits = "release"\nopt-level = "s"\n',
  'watching/Cargo.toml': manifest('watching', '[features]\ndefault = ["grün"]\n"grün" = []\nextra = []\n'),
  'watching/build.rs':
    'fn main() {\n' +
    ['rerun-if-changed=build.rs', 'rerun-if-changed=./src/../src', 'rerun-if-changed=/usr/./include//', 'rerun-if-env-changed=PATH', 'rerun-if-env-changed=NOT_SET']
      .map((line) => `    println!("cargo:${line}");\n`)
      .join('') +
    '}\n',
  'watching/src/lib.rs': 'pub fn seven() -> u32 { 7 }\n',
  'silent/Cargo.toml': manifest('silent', '[dependencies]\nother_name = { package = "watching", path = "../watching" }\n'),
  'silent/build.rs': 'fn main() {}\n',
  'silent/src/lib.rs': 'pub fn eight() -> u32 { other_name::seven() + 1 }\n',
  'macros/Cargo.toml': manifest('macros', '[lib]\nproc-macro = true\n'),
  'macros/src/lib.rs':
    'use proc_macro::TokenStream;\n#[proc_macro]\npub fn nine(_: TokenStream) -> TokenStream { "9".parse().unwrap() }\n',
  'app/Cargo.toml': manifest('app', '[dependencies]\nsilent = { path = "../silent" }\nmacros = { path = "../macros" }\n'),
  'app/src/main.rs': 'fn main() { println!("{}", silent::eight() + macros::nine!()); }\n',
  'app/tests/program.rs': '#[test]\nfn prints() { env!("CARGO_BIN_EXE_app"); }\n',
  'app/examples/shown.rs': 'fn main() {}\n',
};

const COMMANDS: readonly (readonly string[])[] = [
  ['build'],
  ['check', '--all-targets'],
  ['test', '--no-run', '--config', 'build.rustflags=["--cfg","a_flag","-C","debuginfo=0"]'],
  ['build', '--profile', 'small'],
  ['doc', '--no-deps'],
  ['check', '-Zchecksum-freshness', '--target-dir', 'target-checksum'],
  ['check', '-Zbuild-dir-new-layout', '--all-targets', '--target-dir', 'target-unit-dirs'],
];

const numberOf = (unit: StoredFingerprint): bigint => Buffer.from(unit.fingerprint, 'hex').readBigUInt64LE();

test('every unit that cargo stores is reproduced', { timeout: 300_000 }, () => {
  const root = repository(EVERY_KIND);
  for (const command of COMMANDS) cargo(root, ...command);
  const units = ['target', 'target-checksum', 'target-unit-dirs'].flatMap((name) => storedFingerprints(join(root, name)));

  expect(units.filter((unit) => !reproduces(unit.record, unit.fingerprint)).map((unit) => unit.path)).toEqual([]);

  // What the claim rests on: each kind of field occurs, with more than its default.
  const locals = units.flatMap((unit) => unit.record.local);
  expect(new Set(locals.map((local) => local.kind)).size).toBe(4);
  // From cargo 1.100 on the unstable flag leaves these fingerprints with times.
  expect(locals.some((local) => local.kind === 'check-dep-info' && local.checksum)).toBe(CARGO_MINOR < 100);
  expect(locals.some((local) => local.kind === 'rerun-if-env-changed' && local.value === null)).toBe(true);
  expect(locals.some((local) => local.kind === 'rerun-if-env-changed' && local.value !== null)).toBe(true);
  expect(locals.some((local) => local.kind === 'rerun-if-changed' && local.paths.length > 1)).toBe(true);
  expect(units.some((unit) => unit.record.rustflags.length > 0)).toBe(true);
  expect(units.some((unit) => unit.record.features.includes('grün'))).toBe(true);
  expect(units.some((unit) => unit.record.deps.length > 1)).toBe(true);
});

test('a changed field changes the hash', { timeout: 120_000 }, () => {
  const root = repository(EVERY_KIND);
  cargo(root, 'check');
  const unit = storedFingerprints(join(root, 'target')).find(({ path }) => path.endsWith('lib-silent'))!;
  expect(fingerprintText(numberOf(unit))).toBe(unit.fingerprint);
  const { record } = unit;
  const others = [
    ...(['rustc', 'target', 'profile', 'path', 'config', 'compileKind'] as const).map((key) => ({ ...record, [key]: record[key] + 1n })),
    ...(['features', 'declaredFeatures'] as const).map((key) => ({ ...record, [key]: `${record[key]}x` })),
    { ...record, rustflags: ['x'] },
    { ...record, local: [] },
    { ...record, deps: record.deps.slice(1) },
    ...[{ packageId: 1n }, { name: 'x' }, { isPublic: true }, { fingerprint: 1n }].map((change) => ({
      ...record,
      deps: record.deps.map((dep) => ({ ...dep, ...change })),
    })),
  ];
  const hashes = new Set([record, ...others].map(hashFingerprint));
  expect(hashes.size).toBe(others.length + 1);
});
