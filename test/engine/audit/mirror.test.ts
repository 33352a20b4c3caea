import { expect, test } from 'vitest';
import { makeMirror } from '../../../src/engine/audit/mirror.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { lstat } from '../../../src/system/fs.ts';
import { makeDirectory } from '../../../src/system/move.ts';
import { setMtime } from '../../../src/system/times.ts';
import { makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';

test('files are older in a mirror than in the donor, the newest most of all', () => {
  const root = temporaryDirectory();
  const donor = makeRepository(`${root}/donor`) as AbsolutePath;
  const times = { first: 1_700_000_000_000_000_000n, second: 1_700_000_000_000_000_001n, none: 1_000_000_000n };
  for (const [name, ns] of Object.entries(times)) {
    write(`${donor}/data/${name}`, '');
    setMtime(`${donor}/data/${name}`, ns);
  }
  setMtime(`${donor}/data`, times.second);
  makeDirectory(`${root}/audit`);
  const mirror = makeMirror({ donor, built: [`${donor}/target`], buildsIn: 'target', below: `${root}/audit`, isGone: () => false });
  const time = (name: string): bigint => lstat(`${mirror?.worktree}/data${name}`)?.mtimeNs ?? 0n;
  // 2023-11-14T22:13:20.000Z: not within a year, a day, an hour, a minute or a second.
  expect(new Date(Number(time('/first') / 1_000_000n)).toISOString()).toBe('2011-03-13T07:06:51.123Z');
  expect(time('/first') - time('/second')).toBe(1n);
  expect(time('')).toBe(time('/second'));
  expect(time('/none')).toBe(times.none);
});

test('a directory that was deleted does not come back', () => {
  const root = temporaryDirectory();
  const donor = makeRepository(`${root}/donor`) as AbsolutePath;
  expect(() => makeMirror({ donor, built: [], buildsIn: 'target', below: `${root}/store/tmp/1`, isGone: () => false })).toThrow('ENOENT');
  expect(lstat(`${root}/store`)).toBeUndefined();
});
