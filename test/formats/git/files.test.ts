import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '../../../src/formats/git/files.ts';
import { git, makeRepository, temporaryDirectory, write } from './rig.ts';

async function list(root: string) {
  const listed = listFiles(root);
  if (!listed.ok) throw new Error(listed.error.message);
  return { files: [...listed.value.files].sort(), nested: listed.value.nested };
}

test('tracked, untracked and ignored Rust files, each once; other ignored files not', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.gitignore'), '*.gen.rs\n*.log\n/out\n');
  write(join(root, 'src/tracked.rs'), '');
  git(root, 'add', '.');
  write(join(root, 'src/new "ü" file.rs'), '');
  write(join(root, 'src/new.txt'), '');
  write(join(root, 'src/x.gen.rs'), '');
  write(join(root, 'src/x.log'), '');
  write(join(root, 'out/bindings.rs'), '');
  write(join(root, 'out/data.json'), '');
  expect((await list(root)).files).toEqual(
    ['.gitignore', 'a.txt', 'out/bindings.rs', 'src/new "ü" file.rs', 'src/new.txt', 'src/tracked.rs', 'src/x.gen.rs'].sort(),
  );
});

test('does not enter build directories, node_modules and what links point at', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.gitignore'), '/target\n/old\nnode_modules\n/link\n');
  for (const place of ['target/debug/build/x/out', 'old/debug', 'node_modules/x', 'real']) {
    write(join(root, place, 'gen.rs'), '');
  }
  write(join(root, 'target/CACHEDIR.TAG'), '');
  write(join(root, 'old/.rustc_info.json'), '');
  symlinkSync('real', join(root, 'link'));
  expect((await list(root)).files).toEqual(['.gitignore', 'a.txt', 'real/gen.rs']);
});

test('a tracked file in a build directory is listed all the same', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, 'target/CACHEDIR.TAG'), '');
  write(join(root, 'target/kept.rs'), '');
  git(root, 'add', '-f', 'target/kept.rs');
  write(join(root, '.git/info/exclude'), '/target\n');
  expect((await list(root)).files).toEqual(['a.txt', 'target/kept.rs']);
});

test('nested worktrees and clones are named and not entered, whatever the order of their files', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '0.rs'), '');
  write(join(root, 'zz.rs'), '');
  git(root, 'add', '.');
  git(root, 'commit', '-q', '-m', 'x');
  git(root, 'worktree', 'add', '-q', '-b', 'b', 'trees/b');
  git(root, 'clone', '-q', '.', 'vendored');
  const found = await list(root);
  expect(found.files).toEqual(['0.rs', 'a.txt', 'zz.rs']);
  expect([...found.nested].sort()).toEqual(['trees/b', 'vendored']);
  expect((await list(join(root, 'trees/b'))).files).toEqual(['0.rs', 'a.txt', 'zz.rs']);
});

test("a submodule's files are the worktree's own", async () => {
  const top = temporaryDirectory();
  const library = makeRepository(join(top, 'lib'));
  write(join(library, 'src/lib.rs'), '');
  git(library, 'add', '.');
  git(library, 'commit', '-q', '-m', 'lib');
  const root = makeRepository(join(top, 'a'));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'deep/sub');
  write(join(root, 'deep/sub/src/new.rs'), '');
  mkdirSync(join(root, 'deep/sub/empty'));
  expect(await list(root)).toEqual({
    files: ['.gitmodules', 'a.txt', 'deep/sub/a.txt', 'deep/sub/src/lib.rs', 'deep/sub/src/new.rs'],
    nested: [],
  });
});

test("a submodule's own fsmonitor, which is a program, is not run", async () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'lib'));
  const root = makeRepository(join(top, 'a'));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'sub');
  const proof = join(top, 'ran');
  const program = write(join(top, 'monitor'), `#!/bin/sh\ntouch '${proof}'\nexit 1\n`, 0o755);
  git(join(root, 'sub'), 'config', 'core.fsmonitor', program);
  expect((await list(root)).files).toContain('sub/a.txt');
  expect(existsSync(proof)).toBe(false);
  git(join(root, 'sub'), 'ls-files', '--others');
  expect(existsSync(proof)).toBe(true);
});

test('a deleted file is still tracked; an unmerged one is listed once', async () => {
  const root = makeRepository(temporaryDirectory());
  for (const branch of ['one', 'two']) {
    git(root, 'switch', '-q', '-c', branch, 'main');
    write(join(root, 'a.txt'), branch);
    git(root, 'commit', '-q', '-a', '-m', branch);
  }
  expect(() => git(root, 'merge', '-q', 'one')).toThrow();
  rmSync(join(root, 'a.txt'));
  expect((await list(root)).files).toEqual(['a.txt']);
});

test('a directory that is no repository is a failure', async () => {
  expect(listFiles(temporaryDirectory())).toMatchObject({ ok: false, error: { code: 'git-failed' } });
});

test('of what git ignores only so much is looked through, and not one directory alone; what cannot be is named', () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.gitignore'), '/data\n/out\n');
  for (let i = 0; i < 60; i += 1) write(join(root, 'data', `${i % 3}`, `${i}.json`), '');
  write(join(root, 'out/bindings.rs'), '');
  for (let i = 0; i < 60; i += 1) write(join(root, 'src', `${i}.rs`), '');
  git(root, 'add', '.');
  write(join(root, 'src/more/new.rs'), '');
  const listed = listFiles(root, 10);
  if (!listed.ok) throw new Error(listed.error.message);
  const { files, unread } = listed.value;
  expect([...files].filter((path) => path.startsWith('src/'))).toHaveLength(61);
  expect(files).toContain('out/bindings.rs');
  expect(unread).not.toEqual([]);
  expect(unread.every((path) => path.startsWith('data'))).toBe(true);
});

test.skipIf(process.getuid?.() === 0)('a directory that the user may not read is passed by', async () => {
  const root = makeRepository(temporaryDirectory());
  write(join(root, '.gitignore'), '/volume\n');
  write(join(root, 'volume/x.rs'), '');
  chmodSync(join(root, 'volume'), 0);
  expect((await list(root)).files).toEqual(['.gitignore', 'a.txt']);
  chmodSync(join(root, 'volume'), 0o700);
});
