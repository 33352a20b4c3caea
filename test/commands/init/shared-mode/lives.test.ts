import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseWorktreeList } from '../../../../src/formats/git/worktrees.ts';
import { isOwnerGone } from '../../../../src/commands/reclaim/orphaned/gone.ts';
import { isOver, lifeOf, type Life } from '../../../../src/commands/init/shared-mode/lives.ts';
import { wrapperToken, wrapperValue } from '../../../../src/commands/init/shared-mode/wrapper.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import { exec } from '../../../rig/process.ts';

let top: string;
let main: AbsolutePath;
let b: AbsolutePath;

const env = { PATH: process.env['PATH'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
const git = (...args: readonly string[]): Promise<{ readonly stdout: string }> =>
  exec('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: main, env });

beforeEach(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'lives-')));
  main = join(top, 'main') as AbsolutePath;
  b = join(top, 'b') as AbsolutePath;
  mkdirSync(main);
  await git('init', '-q');
  await git('commit', '-q', '--allow-empty', '-m', 'x');
  await git('worktree', 'add', '-q', b);
});
afterEach(() => rmSync(top, { recursive: true }));

function life(worktree: AbsolutePath, gitDirectory: string): Life {
  const directory = gitDirectory as AbsolutePath;
  return lifeOf({ worktree, gitDirectory: directory, wrapper: `${worktree}/${wrapperValue(wrapperToken(directory))}` });
}

async function judge(one: Life, commonDirectory = join(main, '.git')): Promise<{ over: boolean; gone: boolean }> {
  const listed = await exec('git', ['worktree', 'list', '--porcelain', '-z'], { cwd: commonDirectory, env });
  const worktrees = parseWorktreeList(listed.stdout);
  return { over: isOver(one, { commonDirectory: commonDirectory as AbsolutePath, worktrees }), gone: isOwnerGone(one.wrapper, worktrees) };
}

const ofMain = (): Life => life(main, join(main, '.git'));
const ofB = (): Life => life(b, join(main, '.git/worktrees/b'));

test('those that are there go on', async () => {
  for (const one of [ofMain(), ofB()]) expect(await judge(one)).toEqual({ over: false, gone: false });
  expect(ofMain().id).toBe('');
  expect(ofB().id).toBe('b');
});

test('one that git has removed is over, also when another one has its place or its name', async () => {
  const old = ofB();
  await git('worktree', 'remove', b);
  expect(await judge(old)).toEqual({ over: true, gone: true });
  await git('worktree', 'add', '-q', '-f', b, 'b');
  expect(await judge(old)).toEqual({ over: true, gone: true });
  expect(await judge(ofB())).toEqual({ over: false, gone: false });
});

test('out of reach it goes on while git knows it; a person who asks may give up what git would prune', async () => {
  const one = ofB();
  rmSync(b, { recursive: true });
  expect(await judge(one)).toEqual({ over: false, gone: true });
  mkdirSync(b);
  expect(await judge(one)).toEqual({ over: false, gone: false });
  rmSync(b, { recursive: true });
  await git('worktree', 'lock', b);
  expect(await judge(one)).toEqual({ over: false, gone: false });
  await git('worktree', 'unlock', b);
  await git('worktree', 'prune');
  expect(await judge(one)).toEqual({ over: true, gone: true });
});

test('moved, it is over under its old name', async () => {
  const one = ofB();
  await git('worktree', 'move', b, join(top, 'c'));
  expect(await judge(one)).toEqual({ over: true, gone: true });
  await git('worktree', 'move', join(top, 'c'), b);
  expect(await judge(one)).toEqual({ over: false, gone: false });
});

test('the record of a copied clone does not end the original\'s', async () => {
  const all = [ofMain(), ofB()];
  const copy = join(top, 'copy');
  cpSync(main, copy, { recursive: true });
  utimesSync(join(copy, '.git/worktrees/b/commondir'), 1, 1);
  for (const one of all) expect((await judge(one, join(copy, '.git'))).over).toBe(false);
});

test('a clone under another name, as in a container that does not see the first one', async () => {
  const one: Life = { ...ofMain(), worktree: '/no/such/place', wrapper: `/no/such/place/${wrapperValue(wrapperToken(main))}` };
  expect((await judge(one)).over).toBe(false);
});

test('a repository inside a worktree is not judged by it', async () => {
  const inner = join(main, 'inner') as AbsolutePath;
  mkdirSync(inner);
  writeFileSync(join(inner, '.git'), '');
  const wrapper = `${inner}/${wrapperValue('12345678')}`;
  expect((await judge({ id: '', worktree: inner, wrapper })).gone).toBe(false);
  renameSync(join(inner, '.git'), join(inner, 'other'));
  expect((await judge({ id: '', worktree: inner, wrapper })).gone).toBe(true);
});
