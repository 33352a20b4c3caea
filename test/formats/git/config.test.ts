import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceConfigFile } from '../../../src/formats/git/config-file.ts';
import { parseScopedConfig, readShareConfig, setShareConfig, unsetShareConfig } from '../../../src/formats/git/config.ts';
import { git, makeRepository, opened, temporaryDirectory, write } from './rig.ts';

function read(path: string) {
  const config = readShareConfig(opened(path));
  if (!config.ok) throw new Error(config.error.message);
  return config.value;
}

test('what one worktree sets, all worktrees read; unsetting leaves the file as it was', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  const before = readFileSync(join(root, '.git/config'));
  expect(read(root)).toEqual({ inForce: new Map(), local: new Map() });
  const store = "/a dir/with \"quotes\", 'ü' and = # ;";
  expect(setShareConfig(opened(join(top, 'b')), 'mode', 'linked').ok).toBe(true);
  expect(setShareConfig(opened(join(top, 'b')), 'store', store).ok).toBe(true);
  expect(read(root).local).toEqual(new Map([['mode', 'linked'], ['store', store]]));
  expect(read(join(top, 'b')).inForce.get('store')).toEqual({ value: store, scope: 'local' });
  expect(unsetShareConfig(opened(root), 'mode').ok).toBe(true);
  expect(unsetShareConfig(opened(root), 'store').ok).toBe(true);
  expect(unsetShareConfig(opened(root), 'store').ok).toBe(true);
  expect(readFileSync(join(root, '.git/config'))).toEqual(before);
});

test("a worktree's own setting is in force there, and is not the clone's", () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  git(root, 'config', 'extensions.worktreeConfig', 'true');
  git(join(top, 'b'), 'config', '--worktree', 'share.mode', 'off');
  expect(setShareConfig(opened(join(top, 'b')), 'mode', 'linked').ok).toBe(true);
  expect(read(join(top, 'b')).inForce.get('mode')).toEqual({ value: 'off', scope: 'worktree' });
  expect(read(join(top, 'b')).local.get('mode')).toBe('linked');
  expect(read(root).inForce.get('mode')).toEqual({ value: 'linked', scope: 'local' });
});

test('in a bare repository too', () => {
  const top = temporaryDirectory();
  git(top, 'init', '-q', '--bare', 'bare.git');
  expect(setShareConfig(opened(join(top, 'bare.git')), 'mode', 'linked').ok).toBe(true);
  expect(read(join(top, 'bare.git')).local.get('mode')).toBe('linked');
});

test('a key without value is true; a value may have several lines', () => {
  expect(parseScopedConfig('local\0share.a\0global\0share.b\nline\nline\0')).toEqual([
    ['share.a', { value: 'true', scope: 'local' }],
    ['share.b', { value: 'line\nline', scope: 'global' }],
  ]);
});

test('the file is replaced under the lock that git respects, and only as it was expected', () => {
  const path = write(join(temporaryDirectory(), 'config'), 'old', 0o640);
  expect(replaceConfigFile(path, Buffer.from('other'), Buffer.from('new'))).toEqual({ ok: true, value: false });
  expect(replaceConfigFile(path, Buffer.from('old'), Buffer.from('new'))).toEqual({ ok: true, value: true });
  expect(readFileSync(path, 'utf8')).toBe('new');
  write(`${path}.lock`, 'held');
  expect(replaceConfigFile(path, Buffer.from('new'), Buffer.from('x'))).toMatchObject({
    ok: false,
    error: { code: 'io', path: `${path}.lock` },
  });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(readFileSync(`${path}.lock`, 'utf8')).toBe('held');
});
