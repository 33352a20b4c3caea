import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isBelow, originsOf, ownsBuildDirectory } from '../../../src/engine/save/donor.ts';
import { withSpellings } from '../../../src/engine/save/spellings.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { DARWIN, LINUX, type Platform } from '../../../src/system/platform.ts';
import { temporaryDirectory } from '../../formats/git/rig.ts';
import { donorAt } from './donors.ts';

const absolute = (path: string): AbsolutePath => path as AbsolutePath;

test('a build directory inside the worktree is told by the worktree', () => {
  const donor = donorAt(temporaryDirectory());
  expect(originsOf(donor)).toEqual([{ path: donor.worktree, means: 'worktree' }]);
});

test('outside, each root stands for itself, the longest first', () => {
  const donor = donorAt(temporaryDirectory(), {
    buildDirectory: absolute('/build/of/a/tree/which/is/surely/the/longest/of/all'),
    targetDirectory: absolute('/t'),
  });
  expect(originsOf(donor).map(({ path, means }) => [path, means])).toEqual([
    [donor.buildDirectory, 'build-directory'],
    [donor.worktree, 'worktree'],
    [donor.targetDirectory, 'target-directory'],
  ]);
});

test('other spellings of a root are roots as well', () => {
  const top = temporaryDirectory();
  mkdirSync(`${top}/real`);
  symlinkSync('real', `${top}/link`);
  const origins = originsOf({ ...donorAt(`${top}/real`), worktree: absolute(`${top}/link`), spellings: ['/spelled/target', '/spelled/build'] });
  const means = Object.fromEntries(origins.map((origin) => [origin.path, origin.means]));
  expect(means).toMatchObject({
    [`${top}/link`]: 'worktree',
    [`${top}/real`]: 'worktree',
    '/spelled/target': 'target-directory',
    '/spelled/build': 'build-directory',
  });
});

test('on macOS a worktree below /private goes by its short way as well', () => {
  const places = { ...donorAt(temporaryDirectory()), worktree: absolute('/private/tmp/wt'), buildDirectory: absolute('/private/var/b'), targetDirectory: absolute('/private/tmp/t') };
  const paths = (platform: Platform) => originsOf(places, platform).map(({ path, means }) => `${means} ${path}`).filter((each) => !each.includes('/private'));
  expect(paths(DARWIN)).toEqual(['worktree /tmp/wt', 'build-directory /var/b', 'target-directory /tmp/t']);
  expect(originsOf({ ...places, targetDirectory: absolute('/private/home/t') }, DARWIN).map(({ path }) => path)).not.toContain('/home/t');
  expect(paths(LINUX)).toEqual([]);
});

test('what a unit\'s build called its worktree, by a link on the way, is a root of that unit\'s', () => {
  const top = temporaryDirectory();
  mkdirSync(`${top}/real/target/debug/deps`, { recursive: true });
  symlinkSync('real', `${top}/link`);
  symlinkSync(`${top}/real/target`, `${top}/built`);
  const origins = originsOf(donorAt(`${top}/real`));
  const added = (...written: string[]) => withSpellings(origins, written).filter((origin) => !origins.includes(origin));
  expect(added(`${top}/link/target/debug/deps/app.d`, `${top}/link/target/debug/deps/app`)).toEqual([{ path: `${top}/link`, means: 'worktree' }]);
  expect(added(`${top}/real/target/debug/deps/app.d`)).toEqual([]);
  expect(added('/elsewhere/target/debug/deps/app.d', `${top}/built/debug/deps/app.d`)).toEqual([]);
});

test('where others may have built, their roots are looked for too', () => {
  const donor = donorAt(temporaryDirectory(), { owned: false, otherWorktrees: [absolute('/other')] });
  expect(originsOf(donor).map((origin) => origin.path)).toContain('/other');
  expect(originsOf({ ...donor, owned: true }).map((origin) => origin.path)).not.toContain('/other');
});

test.each([
  ['/a/wt', '/a/wt', true],
  ['/a/wt/x', '/a/wt', true],
  ['/a/wt2', '/a/wt', false],
  ['/a', '/', true],
])('%s below %s: %s', (path, directory, expected) => {
  expect(isBelow(path, directory)).toBe(expected);
});

test.each([
  ['/r/a/target', '/r/a', ['/r/b'], true],
  ['/r/shared', '/r/a', ['/r/b'], false],
  ['/r/shared', '/r/a', [], false],
  // A worktree inside another: the inner one's directory is not the outer one's.
  ['/r/a/trees/b/target', '/r/a', ['/r/a/trees/b'], false],
  ['/r/a/trees/b/target', '/r/a/trees/b', ['/r/a'], true],
])('%s belongs to %s beside %j: %s', (build, worktree, others, expected) => {
  const directories = others.map((path) => ({ worktree: absolute(path), buildDirectories: [] }));
  expect(ownsBuildDirectory(absolute(build), absolute(worktree), directories)).toBe(expected);
});

test('a build directory behind a link that another worktree has as well is not one\'s own', () => {
  const top = temporaryDirectory();
  for (const path of ['shared', 'a', 'b']) mkdirSync(`${top}/${path}`);
  for (const tree of ['a', 'b']) symlinkSync('../shared', `${top}/${tree}/target`);
  const owns = (others: readonly string[]): boolean =>
    ownsBuildDirectory(absolute(`${top}/a/target`), absolute(`${top}/a`), [{ worktree: absolute(`${top}/b`), buildDirectories: others.map(absolute) }]);
  expect(owns([`${top}/b/target`])).toBe(false);
  expect(owns([`${top}/b/other`])).toBe(true);
});

test('nor is one inside, where another worktree builds as well', () => {
  const top = absolute('/no/such/clone');
  const owns = (other: string): boolean =>
    ownsBuildDirectory(absolute(`${top}/target`), top, [{ worktree: absolute('/b'), buildDirectories: [absolute(other)] }]);
  expect(owns(`${top}/target`)).toBe(false);
  expect(owns('/b/target')).toBe(true);
});
