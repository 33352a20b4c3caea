import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileIncludes } from '../../src/system/read-at.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';

const MIB = 1 << 20;

test.each([0, 4 * MIB - 3, 4 * MIB, 8 * MIB - 7, 9 * MIB - 6])('a text is found in a file of several pieces, at %d', (position) => {
  const path = `${temporaryDirectory()}/library`;
  const bytes = Buffer.alloc(9 * MIB);
  bytes.write('needle', position);
  writeFileSync(path, bytes);
  expect([fileIncludes(path, 'needle'), fileIncludes(path, 'needles')]).toEqual([true, false]);
});

test('nothing is found where nothing is, and in a file that is not there', () => {
  const path = `${temporaryDirectory()}/library`;
  expect(fileIncludes(path, 'needle')).toBe(false);
  writeFileSync(path, '');
  expect(fileIncludes(path, 'needle')).toBe(false);
});
