import { beforeEach, describe, expect, test } from 'vitest';
import { encodeDepInfo, type DepInfo } from '../../../src/formats/cargo/dep-info.ts';
import { hashPath } from '../../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { compiledFrom } from '../../../src/engine/save/compiled-from.ts';
import type { Donor } from '../../../src/engine/save/donor.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { builtUnit, collected, donorAt, inMemory, rustcDepInfo } from './donors.ts';

let top: string;
let root: string;
let donor: Donor;

beforeEach(() => {
  top = temporaryDirectory();
  root = `${top}/tree`;
  for (const path of ['tree/Cargo.toml', 'tree/app/Cargo.toml', 'tree/app/src/lib.rs', 'beside/Cargo.toml', 'beside/src/lib.rs']) write(`${top}/${path}`, '');
  donor = donorAt(root, { cargoHome: `${top}/home` as AbsolutePath });
});

const inPackage = (...paths: string[]): DepInfo => ({ files: paths.map((path) => ({ base: 'package', path })), env: [] });

function from(name: string, listed: string, recorded: DepInfo | Buffer = inPackage('src/lib.rs'), { where = donor, path = 0n } = {}): ReturnType<typeof compiledFrom> {
  const bytes = Buffer.isBuffer(recorded) ? recorded : encodeDepInfo(recorded);
  const unit = builtUnit(name);
  return compiledFrom(collected({ ...unit, record: { ...unit.record, path } }, inMemory('rustc-dep-info', 'app.d', listed), inMemory('dep-info', 'dep-lib-app', bytes)), where);
}

test('a member: its inputs relative to the worktree, with the variables that it read', () => {
  const listed = rustcDepInfo(['app/src/lib.rs', 'app/src/a b.rs', `${root}/target/debug/build/x/out/gen.rs`], { WORD: 'x' });
  expect(from('app', listed)).toMatchObject({
    ok: true,
    value: {
      source: { kind: 'path', name: 'app', root: 'app' },
      workspace: root,
      inputs: [{ path: 'app/src/lib.rs' }, { path: 'app/src/a b.rs' }],
      listed: ['app/src/lib.rs', 'app/src/a b.rs', `${root}/target/debug/build/x/out/gen.rs`],
      env: [{ name: 'WORD', value: 'x' }],
    },
  });
});

test('a registry package has no inputs to doubt', () => {
  const file = `${top}/home/registry/src/index.example-0a1b/serde-1.0.9/src/lib.rs`;
  expect(from('serde', rustcDepInfo([file]))).toMatchObject({ ok: true, value: { source: { kind: 'registry', version: '1.0.9' }, inputs: [] } });
});

test('cargo hashes the absolute path of a package outside the workspace: the source says by which the unit is named', () => {
  const nested = { ...donor, workspaces: [`${root}/app` as AbsolutePath] };
  const file = `${root}/common/src/lib.rs`;
  write(`${root}/common/Cargo.toml`, '');
  write(file, '');
  const source = { kind: 'path', name: 'common', root: 'common', namedBy: `${root}/common` };
  const common = (path: bigint) => from('common', rustcDepInfo([file]), inPackage('src/lib.rs'), { where: nested, path });
  expect(common(hashPath(file))).toMatchObject({ ok: true, value: { source } });
  expect(common(0n)).toEqual({ ok: false, error: { reason: 'unknown-source', file } });
});

test('one beside the worktree is the machine\'s, and the same for every worktree', () => {
  expect(from('beside', rustcDepInfo([`${top}/beside/src/lib.rs`]))).toMatchObject({
    ok: true,
    value: { source: { kind: 'path', root: `${top}/beside` }, inputs: [{ path: `${top}/beside/src/lib.rs` }] },
  });
});

describe('with several workspaces in one build directory', () => {
  test('it is the one in which the relative inputs are', () => {
    write(`${root}/other/Cargo.toml`, '');
    write(`${root}/other/only/Cargo.toml`, '');
    write(`${root}/other/only/src/lib.rs`, '');
    const both = { ...donor, workspaces: [root, `${root}/other`] as AbsolutePath[] };
    expect(from('only', rustcDepInfo(['only/src/lib.rs']), inPackage('src/lib.rs'), { where: both })).toMatchObject({ ok: true, value: { workspace: `${root}/other` } });
  });

  test('where both have them, nothing is known', () => {
    write(`${root}/other/app/src/lib.rs`, '');
    const both = { ...donor, workspaces: [root, `${root}/other`] as AbsolutePath[] };
    expect(from('app', rustcDepInfo(['app/src/lib.rs']), inPackage('src/lib.rs'), { where: both })).toMatchObject({ ok: false, error: { reason: 'unknown-source' } });
  });
});

test.each<[string, string, Buffer | DepInfo, string]>([
  ['a list without inputs', '\n', inPackage('src/lib.rs'), 'unknown-source'],
  ['cargo\'s record, cut', rustcDepInfo(['app/src/lib.rs']), Buffer.from([1, 0, 0, 0]), 'incomplete'],
  ['cargo\'s record of another package', rustcDepInfo(['app/src/lib.rs']), inPackage('src/other.rs'), 'unknown-source'],
  ['a source without a manifest', rustcDepInfo(['/nowhere/at/all/src/lib.rs']), inPackage('src/lib.rs'), 'unknown-source'],
])('%s is not understood', (_, listed, recorded, reason) => {
  expect(from('app', listed, recorded)).toMatchObject({ ok: false, error: { reason } });
});

test('without rustc\'s list or cargo\'s record it is incomplete', () => {
  expect(compiledFrom(collected(builtUnit('app')), donor)).toEqual({ ok: false, error: { reason: 'incomplete', missing: 'lib-app.d' } });
  const listed = collected(builtUnit('app'), inMemory('rustc-dep-info', 'app.d', rustcDepInfo(['app/src/lib.rs'])));
  expect(compiledFrom(listed, donor)).toEqual({ ok: false, error: { reason: 'incomplete', missing: 'dep-lib-app' } });
});
