import { existsSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { copyLockfile } from '../../../src/engine/warm/copy-lockfile.ts';
import { git, makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';

let worktree: AbsolutePath;
let donors: AbsolutePath[];

beforeEach(() => {
  const top = temporaryDirectory();
  worktree = makeRepository(`${top}/tree`) as AbsolutePath;
  donors = [`${top}/empty`, `${top}/first`, `${top}/second`] as AbsolutePath[];
  write(`${worktree}/.gitignore`, 'Cargo.lock\n');
  write(`${worktree}/Cargo.toml`, '');
  write(`${top}/first/Cargo.lock`, 'first');
  write(`${top}/first/inner/Cargo.lock`, 'inner');
  write(`${top}/second/Cargo.lock`, 'second');
});

const copy = (workspace = '', dryRun = false) => copyLockfile({ worktree, workspace, donors, dryRun });
const lock = (): string | undefined => (existsSync(`${worktree}/Cargo.lock`) ? readFileSync(`${worktree}/Cargo.lock`, 'utf8') : undefined);

test('an ignored lock file comes from the first donor that has one', () => {
  expect(copy()).toEqual({ code: 'lockfile-copied', path: `${worktree}/Cargo.lock`, from: donors[1] });
  expect(lock()).toBe('first');
});

test('of a workspace inside, from the same place in the donor', () => {
  write(`${worktree}/inner/Cargo.toml`, '');
  expect(copy('inner')).toMatchObject({ path: `${worktree}/inner/Cargo.lock` });
  expect(readFileSync(`${worktree}/inner/Cargo.lock`, 'utf8')).toBe('inner');
});

test('one that stands there is kept', () => {
  write(`${worktree}/Cargo.lock`, 'own');
  expect(copy()).toBeUndefined();
  expect(lock()).toBe('own');
});

test('one that git tracks is never made: its absence is the user\'s doing', () => {
  write(`${worktree}/Cargo.lock`, 'tracked');
  git(worktree, 'add', '-f', 'Cargo.lock');
  git(worktree, 'commit', '-q', '-m', 'lock');
  rmSync(`${worktree}/Cargo.lock`);
  expect(copy()).toBeUndefined();
  expect(lock()).toBeUndefined();
});

test('one that git would track is not made, nor one without a manifest', () => {
  write(`${worktree}/.gitignore`, '');
  expect(copy()).toBeUndefined();
  write(`${worktree}/.gitignore`, 'Cargo.lock\n');
  expect(copy('nowhere')).toBeUndefined();
  expect(lock()).toBeUndefined();
});

test('a dry run only says so', () => {
  expect(copy('', true)).toMatchObject({ code: 'lockfile-copied' });
  expect(lock()).toBeUndefined();
});

test('no donor has one', () => {
  donors = donors.slice(0, 1);
  expect(copy()).toBeUndefined();
});
