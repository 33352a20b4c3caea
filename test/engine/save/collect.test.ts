import { readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { legacyLayout } from '../../../src/formats/cargo/layout/legacy.ts';
import { collectUnit } from '../../../src/engine/save/collect.ts';
import { bytesOf, fileOf, stagedPath, type CollectedUnit } from '../../../src/engine/save/collected.ts';
import type { Donor } from '../../../src/engine/save/donor.ts';
import type { Staging } from '../../../src/store/stage.ts';
import type { FileRole } from '../../../src/units/model.ts';
import { cargo, EMPTY_MESSAGES_KEPT, remove, temporaryDirectory, writeFiles } from '../../formats/cargo/sandbox.ts';
import { temporaryDirectory as perTest, write } from '../../formats/git/rig.ts';
import { openStoreIn, staging } from '../../store/store-fixture.ts';
import { donorAt } from './donors.ts';

const root = temporaryDirectory();
let donor: Donor;
let open: Staging;

beforeAll(async () => {
  writeFiles(root, {
    'Cargo.toml': '[package]\nname = "made"\nversion = "0.1.0"\nedition = "2021"\n',
    'build.rs': `fn main() {
      println!("cargo:rerun-if-changed=build.rs");
      let out = std::env::var("OUT_DIR").unwrap();
      std::fs::create_dir_all(format!("{out}/deep/empty")).unwrap();
      std::fs::write(format!("{out}/deep/gen.rs"), "pub fn f() {}").unwrap();
      std::fs::write(format!("{out}/big.bin"), vec![7u8; 70_000]).unwrap();
    }`,
    'src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/deep/gen.rs"));',
  });
  await cargo(root, ['build', '-q']);
}, 60_000);
afterAll(() => remove(root));

beforeEach(async () => {
  donor = donorAt(root);
  open = await staging(openStoreIn(perTest()));
});

function collect(name: string): ReturnType<typeof collectUnit> {
  const entry = legacyLayout.entries(donor.buildDirectory, 'debug').find((found) => found.name.startsWith(name));
  if (entry === undefined) throw new Error(`no unit ${name}`);
  const index = legacyLayout.index(donor.buildDirectory, 'debug');
  return collectUnit(entry, { donor, layout: legacyLayout, index, staging: open, reflink: false, settings: { executables: 'link' } });
}

function taken(name: string): CollectedUnit {
  const found = collect(name);
  if (!found.ok || !found.value.ok) throw new Error(JSON.stringify(found));
  return found.value.value;
}

const inode = (path: string): number => statSync(path).ino;

describe('a library', () => {
  test('is taken whole: small files into memory, artifacts into the staging directory', () => {
    const unit = taken('lib-');
    const roles = unit.files.map((file) => file.role).sort();
    const expected: FileRole[] = ['dep-info', 'fingerprint', 'fingerprint-json', 'invoked-timestamp', 'rlib', 'rmeta', 'rustc-dep-info'];
    expect(roles).toEqual([...(EMPTY_MESSAGES_KEPT ? ['cached-messages'] : []), ...expected]);
    for (const file of unit.files) expect(file.content.kind).toBe(['rlib', 'rmeta'].includes(file.role) ? 'staged' : 'bytes');
  });

  test('its rlib is the donor\'s own inode, its rmeta has bytes of its own: cargo check writes to that', () => {
    const unit = taken('lib-');
    const [rlib, rmeta] = [fileOf(unit, 'rlib')!, fileOf(unit, 'rmeta')!];
    expect(inode(stagedPath(rlib) ?? '')).toBe(inode(`${donor.buildDirectory}/${rlib.path}`));
    expect(inode(stagedPath(rmeta) ?? '')).not.toBe(inode(`${donor.buildDirectory}/${rmeta.path}`));
  });

  test('what was taken stays as it was, whatever happens to the donor', () => {
    const unit = taken('lib-');
    const rmeta = fileOf(unit, 'rmeta')!;
    const path = `${donor.buildDirectory}/${rmeta.path}`;
    const before = readFileSync(path);
    write(path, 'changed');
    expect(readFileSync(stagedPath(rmeta) ?? '').equals(before)).toBe(true);
    write(path, before);
  });
});

test('a build script\'s run is taken with everything below OUT_DIR, links as links', () => {
  const out = `${donor.buildDirectory}/${taken('run-build-script').unit.outDirectory ?? ''}`;
  symlinkSync('deep/gen.rs', `${out}/link.rs`);
  const unit = taken('run-build-script');
  const content = (path: string) => unit.files.find((file) => file.path.endsWith(path))?.content;
  expect(content('/out/link.rs')).toEqual({ kind: 'symlink', target: 'deep/gen.rs' });
  expect(content('/out/deep/gen.rs')).toMatchObject({ kind: 'bytes' });
  expect(content('/out/big.bin')).toMatchObject({ kind: 'staged' });
  expect(unit.directories.map((path) => path.replace(/.*\/out/, 'out'))).toEqual(['out', 'out/deep', 'out/deep/empty']);
  expect(bytesOf(fileOf(unit, 'script-output'))?.toString()).toContain('rerun-if-changed');
  rmSync(`${out}/link.rs`);
});

test('a name below OUT_DIR that is not UTF-8, or a link to one, is not left out: the run is not taken', () => {
  const out = `${donor.buildDirectory}/${taken('run-build-script').unit.outDirectory ?? ''}`;
  const odd = Buffer.concat([Buffer.from(`${out}/deep/`), Buffer.from([0xff])]);
  writeFileSync(odd, '');
  expect(collect('run-build-script')).toMatchObject({ value: { ok: false, error: { reason: 'incomplete', missing: expect.stringContaining('/out/deep/') } } });
  rmSync(odd);
  symlinkSync(Buffer.from([0xff]), `${out}/link`);
  expect(collect('run-build-script')).toMatchObject({ value: { ok: false, error: { reason: 'incomplete', missing: expect.stringContaining('/out/link') } } });
  rmSync(`${out}/link`);
  taken('run-build-script');
});

test('a unit that cargo has begun to build again is incomplete', () => {
  const { unit } = taken('lib-');
  const path = `${donor.buildDirectory}/${unit.files.find((file) => file.role === 'fingerprint')?.path ?? ''}`;
  write(path, '');
  expect(collect('lib-')).toMatchObject({ ok: true, value: { ok: false, error: { reason: 'incomplete' } } });
  write(path, unit.fingerprint);
});
