import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOOK_NAMES, hookLine } from '../../../src/formats/git/hooks/script.ts';
import { listWorktrees } from '../../../src/formats/git/worktrees.ts';
import { applyDeinit, applyInit } from '../../../src/commands/init/apply.ts';
import { gatherFacts } from '../../../src/commands/init/facts.ts';
import { planDeinit } from '../../../src/commands/init/plan-deinit.ts';
import { planInit, type InitRequest } from '../../../src/commands/init/plan-init.ts';
import { git, makeRepository, opened, temporaryDirectory, write } from '../../formats/git/rig.ts';

const tool = { node: '/usr/bin/node', script: "/opt/it's here/main.js" };
const request: InitRequest = { mode: 'linked', hooks: true, tool };

function facts(path: string) {
  const repository = opened(path);
  const worktrees = listWorktrees(repository);
  if (!worktrees.ok) throw new Error(worktrees.error.message);
  const gathered = gatherFacts(repository, worktrees.value);
  if (!gathered.ok) throw new Error(gathered.error.message);
  return gathered.value;
}

function init(path: string, changes: Partial<InitRequest> = {}) {
  const known = facts(path);
  const plan = planInit(known, { ...request, ...changes });
  const done = applyInit(known, plan);
  return { ...plan, done, actions: plan.steps.map((step) => step.action) };
}

function deinit(path: string) {
  const known = facts(path);
  const plan = planDeinit(known, { steps: [], notes: [] });
  const done = applyDeinit(known, plan);
  return { ...plan, done, actions: plan.steps.map((step) => step.action) };
}

/** Every path below, with mode and content; what git itself rewrites at will left out. */
function tree(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) found[name] = 'directory';
    else if (stat.isSymbolicLink()) found[name] = `link ${readlinkSync(path)}`;
    else found[name] = `${stat.mode.toString(8)} ${createHash('md5').update(readFileSync(path)).digest('hex')}`;
  }
  return found;
}

test('sets a clone up from any of its worktrees, once, and undoes it byte for byte', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'ä "b"'));
  git(root, 'worktree', 'add', '-q', '../b');
  const before = tree(root);
  const first = init(join(top, 'b'), { store: '/a store' });
  expect(first.done).toEqual({ ok: true, value: undefined });
  expect(first.actions).toEqual(['write-hook', 'write-hook', 'write-hook', 'write-hook', 'set-config', 'set-config']);
  expect(first.steps.at(-1)).toEqual({ action: 'set-config', key: 'mode', value: 'linked', previous: undefined });
  expect(git(root, 'config', 'share.mode')).toBe('linked');
  expect(git(root, 'config', 'share.store')).toBe('/a store');
  expect(init(root, { store: '/a store' }).steps).toEqual([]);
  expect(deinit(root).done.ok).toBe(true);
  expect(tree(root)).toEqual(before);
  expect(deinit(root).steps).toEqual([]);
});

test('a plan changes nothing', () => {
  const root = makeRepository(temporaryDirectory());
  const before = tree(root);
  expect(planInit(facts(root), request).steps).not.toEqual([]);
  expect(tree(root)).toEqual(before);
});

test('hooks of others keep their content and mode, and what they add later', () => {
  const root = makeRepository(temporaryDirectory());
  const hook = (name: string) => join(root, '.git/hooks', name);
  write(hook('post-checkout'), '#!/bin/bash\n# mine\nexec true', 0o700);
  write(hook('post-commit'), '#!/bin/sh', 0o755);
  write(hook('post-merge'), '#!/bin/sh\n', 0o755);
  const before = tree(root);
  init(root);
  expect(lstatSync(hook('post-checkout')).mode & 0o777).toBe(0o700);
  expect(readFileSync(hook('post-checkout'), 'utf8')).toMatch(/^#!\/bin\/bash\n# mine\n# >>> [^]*<<<\nexec true$/);
  deinit(root);
  expect(tree(root)).toEqual(before);

  init(root);
  write(hook('post-checkout'), `${readFileSync(hook('post-checkout'), 'utf8')} && more`);
  write(hook('post-rewrite'), `${readFileSync(hook('post-rewrite'), 'utf8')}echo added\n`);
  deinit(root);
  expect(readFileSync(hook('post-checkout'), 'utf8')).toBe('#!/bin/bash\n# mine\nexec true && more');
  expect(readFileSync(hook('post-rewrite'), 'utf8')).toBe('#!/bin/sh\necho added\n');
});

test('hooks that are no shell scripts are left alone, and the line for them is told', () => {
  const root = makeRepository(temporaryDirectory());
  const hook = (name: string) => join(root, '.git/hooks', name);
  write(hook('post-checkout'), '#!/usr/bin/env python3\n', 0o755);
  write(join(root, 'mine.sh'), '#!/bin/sh\n', 0o755);
  symlinkSync('../../mine.sh', hook('post-commit'));
  write(hook('post-merge'), '#!/bin/sh\n', 0o644);
  write(hook('post-rewrite'), `#!/bin/sh\n${hookLine('post-rewrite')}\n`, 0o755);
  const before = tree(join(root, '.git/hooks'));
  const done = init(root);
  expect(done.actions).toEqual(['set-config']);
  expect(done.notes).toMatchObject([
    { note: 'add-hook-line', hook: 'post-checkout', why: 'not-shell', exists: true, line: hookLine('post-checkout') },
    { note: 'add-hook-line', hook: 'post-commit', why: 'symlink' },
    { note: 'add-hook-line', hook: 'post-merge', why: 'not-executable' },
  ]);
  expect(tree(join(root, '.git/hooks'))).toEqual(before);
});

test('husky: nothing is written, the lines go to its own scripts, and are not asked for twice', () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.husky/_/.gitignore'), '*');
  write(join(root, '.husky/_/h'), '');
  for (const name of HOOK_NAMES) write(join(root, '.husky/_', name), '#!/usr/bin/env sh\n. "$(dirname "$0")/h"', 0o755);
  git(root, 'config', 'core.hooksPath', '.husky/_');
  const before = tree(join(root, '.husky'));
  expect(init(root).notes.map((note) => 'exists' in note && [note.file, note.exists, note.why])).toEqual(
    HOOK_NAMES.map((name) => [join(root, '.husky', name), false, 'husky']),
  );
  expect(tree(join(root, '.husky'))).toEqual(before);
  for (const name of HOOK_NAMES) write(join(root, '.husky', name), `${hookLine(name)}\n`);
  expect(init(root).notes).toEqual([]);
});

test('committed hooks: the same', () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.githooks/post-checkout'), '#!/bin/sh\n', 0o755);
  git(root, 'add', '.');
  git(root, 'config', 'core.hooksPath', '.githooks');
  const done = init(root);
  expect(done.actions).toEqual(['set-config']);
  expect(done.notes.map((note) => 'exists' in note && [note.why, note.exists])).toEqual([
    ['tracked', true],
    ['tracked', false],
    ['tracked', false],
    ['tracked', false],
  ]);
  expect(git(root, 'status', '--porcelain', '.githooks')).toBe('A  .githooks/post-checkout');
});

test.each([
  ['pre-commit', '.legacy', '#!/usr/bin/env bash\n# File generated by pre-commit\n# ID: 138f\n\nexec pre-commit hook-impl "$@"\n'],
  ['lefthook', '.old', '#!/bin/sh\n\nif [ "$LEFTHOOK" = "0" ]; then\n  exit 0\nfi\nlefthook run "post-checkout" "$@"\n'],
])('%s has set our script aside: the block moves into the new one, and leaves both', (_name, suffix, generated) => {
  const root = makeRepository(temporaryDirectory());
  const hook = join(root, '.git/hooks/post-checkout');
  init(root);
  renameSync(hook, hook + suffix);
  write(hook, generated, 0o755);
  const again = init(root);
  expect(again.steps).toMatchObject([
    { action: 'write-hook', path: hook, change: 'add-block' },
    { action: 'remove-hook', path: hook + suffix },
  ]);
  expect(readFileSync(hook, 'utf8').indexOf('>>> cargo-share')).toBeLessThan(generated.indexOf('exit') + 200);
  expect(init(root).steps).toEqual([]);
  deinit(root);
  expect(readFileSync(hook, 'utf8')).toBe(generated);
  expect(readdirSync(join(root, '.git/hooks')).filter((name) => !name.endsWith('.sample'))).toEqual(['post-checkout']);
});

test('a hooks directory that is missing is made, and goes again', () => {
  const root = makeRepository(temporaryDirectory());
  rmSync(join(root, '.git/hooks'), { recursive: true });
  const before = tree(root);
  expect(init(root).actions[0]).toBe('create-directory');
  deinit(root);
  expect(tree(root)).toEqual(before);
  init(root);
  write(join(root, '.git/hooks/pre-push'), '#!/bin/sh\n', 0o755);
  deinit(root);
  expect(readdirSync(join(root, '.git/hooks'))).toEqual(['pre-push']);
});

test('the config file gets its bytes back, whatever its shape and whoever wrote to it meanwhile', () => {
  const root = makeRepository(temporaryDirectory());
  const config = join(root, '.git/config');
  const own = `${readFileSync(config, 'utf8')}[share]\n\t# mine\n\tmode = off ; for now\n[user]\r\n\tname = "x"`;
  write(config, own);
  init(root, { store: '/s' });
  expect(git(root, 'config', 'share.mode')).toBe('linked');
  init(root, { store: '/t' });
  deinit(root);
  expect(readFileSync(config, 'utf8')).toBe(own);

  init(root);
  write(config, `${readFileSync(config, 'utf8')}\n[branch "x"]\n\tremote = origin\n`);
  deinit(root);
  expect(readFileSync(config, 'utf8')).toBe(`${own}\n[branch "x"]\n\tremote = origin\n`);
});

test('settings that people gave after init stay settings', () => {
  const root = makeRepository(temporaryDirectory());
  const config = join(root, '.git/config');
  write(config, `${readFileSync(config, 'utf8')}[include]\n\tpath = ../nowhere`);
  init(root, { store: '/s' });
  git(root, 'config', 'share.budget', '1TB');
  deinit(root);
  expect(git(root, 'config', '--local', '--get-regexp', '^(share|include)\\.')).toBe('include.path ../nowhere\nshare.budget 1TB');
});

test('without its record, deinit goes by the markers', () => {
  const root = makeRepository(temporaryDirectory());
  const before = tree(root);
  for (const spoil of [(path: string) => rmSync(path), (path: string) => void write(path, '{"format":2}')]) {
    init(root, { store: '/s' });
    spoil(join(root, '.git/cargo-share/init.json'));
    expect(deinit(root).done.ok).toBe(true);
    rmSync(join(root, '.git/cargo-share'), { recursive: true, force: true });
    expect(tree(root)).toEqual(before);
  }
});

test('--no-hooks takes out what an earlier init put in, and leaves the rest', () => {
  const root = makeRepository(temporaryDirectory());
  const before = tree(join(root, '.git/hooks'));
  init(root);
  expect(init(root, { hooks: false }).actions).toEqual(['remove-hook', 'remove-hook', 'remove-hook', 'remove-hook']);
  expect(tree(join(root, '.git/hooks'))).toEqual(before);
  expect(git(root, 'config', 'share.mode')).toBe('linked');
});

test('hooks of a former hooks directory are found and taken out', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'config', 'core.hooksPath', join(top, 'hooks'));
  init(root);
  git(root, 'config', '--unset', 'core.hooksPath');
  init(root);
  expect(readdirSync(join(top, 'hooks'))).toEqual([]);
  expect(readdirSync(join(root, '.git/hooks')).filter((name) => !name.endsWith('.sample'))).toHaveLength(4);
  deinit(root);
  expect(readdirSync(top)).toEqual(['a']);
});

test('hooks that are switched off, and a setting that is outdone, are told', () => {
  const root = makeRepository(temporaryDirectory());
  git(root, 'config', 'core.hooksPath', '/dev/null');
  git(root, 'config', 'extensions.worktreeConfig', 'true');
  git(root, 'config', '--worktree', 'share.mode', 'off');
  expect(init(root).notes).toEqual([
    { note: 'hooks-disabled', path: '/dev/null' },
    { note: 'setting-overridden', key: 'mode', value: 'off', scope: 'worktree' },
  ]);
});

test('a hooks directory that cannot be written is a failure, the mode is not set, and deinit cleans up', () => {
  const root = makeRepository(temporaryDirectory());
  git(root, 'config', 'core.hooksPath', '/dev/null/hooks');
  const before = tree(root);
  expect(init(root).done).toMatchObject({ ok: false, error: { code: 'io', path: '/dev/null/hooks' } });
  expect(() => git(root, 'config', 'share.mode')).toThrow();
  expect(deinit(root).done.ok).toBe(true);
  expect(tree(root)).toEqual(before);
});

test('a bare clone with worktrees only', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'a'));
  git(top, 'clone', '-q', '--bare', 'a', 'bare.git');
  git(join(top, 'bare.git'), 'worktree', 'add', '-q', '../b', '-b', 'b');
  const before = tree(join(top, 'bare.git'));
  expect(init(join(top, 'b')).done.ok).toBe(true);
  expect(init(join(top, 'bare.git')).steps).toEqual([]);
  mkdirSync(join(top, 'b/sub'));
  deinit(join(top, 'b/sub'));
  expect(tree(join(top, 'bare.git'))).toEqual(before);
});

test('a clone that was copied with its set-up leaves the hooks of the original alone', () => {
  const directory = temporaryDirectory();
  const original = makeRepository(join(directory, 'original'));
  init(original);
  const before = tree(original);
  const copy = join(directory, 'copy');
  cpSync(original, copy, { recursive: true });
  expect(init(copy).actions).toEqual([]);
  expect(deinit(copy).actions.filter((action) => action === 'remove-hook')).toHaveLength(HOOK_NAMES.length);
  expect(tree(original)).toEqual(before);
  expect(HOOK_NAMES.map((name) => readdirSync(join(copy, '.git/hooks')).includes(name))).toEqual(HOOK_NAMES.map(() => false));
});
