import { mkdirSync, symlinkSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { Donor } from '../../../src/engine/save/donor.ts';
import { locate } from '../../../src/engine/save/locate.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { donorAt } from './donors.ts';

let top: string;
let donor: Donor;

beforeEach(() => {
  top = temporaryDirectory();
  mkdirSync(`${top}/tree/app/src`, { recursive: true });
  donor = donorAt(`${top}/tree`);
});

test.each([
  ['src/lib.rs', { in: 'worktree', path: 'app/src/lib.rs' }],
  ['./src/./lib.rs', { in: 'worktree', path: 'app/src/lib.rs' }],
  ['src/../../shared.txt', { in: 'worktree', path: 'shared.txt' }],
  ['TOP/tree', { in: 'worktree', path: '' }],
  ['TOP/tree/target/debug/build/x/out/gen.rs', { in: 'build-directory', path: 'TOP/tree/target/debug/build/x/out/gen.rs' }],
  ['../target', { in: 'build-directory', path: 'TOP/tree/target' }],
  ['TOP/tree2/lib.rs', { in: 'machine', path: 'TOP/tree2/lib.rs' }],
  ['../../beside/lib.rs', { in: 'machine', path: 'TOP/beside/lib.rs' }],
  ['/usr/include/x.h', { in: 'machine', path: '/usr/include/x.h' }],
])('%s', (path, expected) => {
  const at = locate(path.replace('TOP', top), `${top}/tree/app`, donor);
  expect(at).toEqual({ ...expected, path: expected.path.replace('TOP', top) });
});

test('`..` across a link cannot be told from the text', () => {
  write(`${top}/elsewhere/words.txt`, 'elsewhere');
  write(`${top}/tree/app/words.txt`, 'here');
  mkdirSync(`${top}/elsewhere/deep`);
  symlinkSync(`${top}/elsewhere/deep`, `${top}/tree/app/link`);
  expect(locate('link/../words.txt', `${top}/tree/app`, donor)).toMatchObject({ in: 'doubt' });
});

test('`..` across a link that leads back is the same file', () => {
  write(`${top}/tree/app/words.txt`, 'here');
  symlinkSync('src', `${top}/tree/app/link`);
  expect(locate('link/../words.txt', `${top}/tree/app`, donor)).toEqual({ in: 'worktree', path: 'app/words.txt' });
});
