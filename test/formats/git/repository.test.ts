import { chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openRepository, type Repository } from '../../../src/formats/git/repository.ts';
import { listWorktrees } from '../../../src/formats/git/worktrees.ts';
import { git, makeRepository, opened, temporaryDirectory, write } from './rig.ts';

test('a worktree, a subdirectory of it, and a path through a link give the same canonical paths', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, "we'ird näme"));
  mkdirSync(join(root, 'sub/deep'), { recursive: true });
  symlinkSync(root, join(top, 'link'));
  const expected = {
    worktree: root,
    gitDirectory: join(root, '.git'),
    commonDirectory: join(root, '.git'),
    bare: false,
    objectFormat: 'sha1',
  };
  expect(opened(root)).toEqual(expected);
  expect(opened(join(root, 'sub/deep'))).toEqual(expected);
  expect(opened(join(top, 'link/sub'))).toEqual(expected);
});

test('a linked worktree has its own git directory and the common one', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  expect(opened(join(top, 'b'))).toMatchObject({
    worktree: join(top, 'b'),
    gitDirectory: join(root, '.git/worktrees/b'),
    commonDirectory: join(root, '.git'),
  });
});

test('a bare repository has no worktree, a worktree of it is like any other', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'a'));
  git(top, 'clone', '-q', '--bare', 'a', 'bare.git');
  git(join(top, 'bare.git'), 'worktree', 'add', '-q', '../b', '-b', 'b');
  expect(opened(join(top, 'bare.git'))).toMatchObject({ worktree: null, bare: true });
  expect(opened(join(top, 'b'))).toMatchObject({
    worktree: join(top, 'b'),
    bare: false,
    commonDirectory: join(top, 'bare.git'),
  });
});

test('inside a git directory there is no worktree', () => {
  const root = makeRepository(temporaryDirectory());
  expect(opened(join(root, '.git'))).toMatchObject({ worktree: null, bare: false });
});

test('a submodule is a repository of its own', () => {
  const top = temporaryDirectory();
  makeRepository(join(top, 'lib'));
  const root = makeRepository(join(top, 'a'));
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'sub');
  expect(opened(join(root, 'sub'))).toMatchObject({
    worktree: join(root, 'sub'),
    commonDirectory: join(root, '.git/modules/sub'),
  });
});

test('the object format is told', () => {
  const root = temporaryDirectory();
  git(root, 'init', '-q', '--object-format=sha256');
  expect(opened(root).objectFormat).toBe('sha256');
});

test('in a hook, the repository is the one of the directory and not the one that git is at work on', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  git(root, 'worktree', 'add', '-q', '../b');
  const source = new URL('../../../src/formats/git/repository.ts', import.meta.url).href;
  const script = write(
    join(top, 'ask.mts'),
    `import { openRepository } from ${JSON.stringify(source)};\n` +
      `import { writeFileSync } from 'node:fs';\n` +
      `writeFileSync(${JSON.stringify(join(top, 'told'))}, JSON.stringify(openRepository(${JSON.stringify(root)})));\n`,
  );
  const tsx = new URL('../../../node_modules/.bin/tsx', import.meta.url).pathname;
  write(join(root, '.git/hooks/post-commit'), `#!/bin/sh\n[ -n "$GIT_DIR" ] && '${tsx}' '${script}'\n`, 0o755);
  git(join(top, 'b'), 'commit', '-q', '--allow-empty', '-m', 'x');
  const told = JSON.parse(readFileSync(join(top, 'told'), 'utf8')) as { value: unknown };
  expect(told.value).toMatchObject({ worktree: root, gitDirectory: join(root, '.git') });
});

test('what is not a repository is told apart from one that git refuses', () => {
  const top = temporaryDirectory();
  expect(openRepository(top)).toMatchObject({ ok: false, error: { code: 'not-a-git-repository', path: top } });
  expect(openRepository(join(top, 'gone'))).toMatchObject({ ok: false, error: { code: 'worktree-vanished' } });
  const root = makeRepository(join(top, 'a'));
  writeFileSync(join(root, '.git/config'), '[core]\n\trepositoryformatversion = 99\n');
  expect(openRepository(root)).toMatchObject({ ok: false, error: { code: 'git-failed', path: root } });
});

test('a git that is missing or too old is named as such', () => {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('PATH', join(top, 'nothing-here'));
  expect(openRepository(root)).toMatchObject({ ok: false, error: { code: 'git-missing' } });

  // git 2.30's rev-parse prints an option that it does not know.
  const say = (words: string) => `#!/bin/sh\nif [ "$1" = --version ]; then echo git version 2.30.2; else ${words}; fi\n`;
  write(join(top, 'bin/git'), say('echo --path-format=absolute'), 0o755);
  vi.stubEnv('PATH', join(top, 'bin'));
  expect(openRepository(root)).toMatchObject({
    ok: false,
    error: { code: 'git-too-old', message: 'git 2.30.2 is too old.', hint: 'Install git 2.36 or later.' },
  });
  // git 2.35's `worktree list` does not know -z, and says so by status 129.
  write(join(top, 'bin/git'), say('exit 129'), 0o755);
  const repository = { worktree: null, gitDirectory: root, commonDirectory: root, bare: false, objectFormat: 'sha1' };
  expect(listWorktrees(repository as unknown as Repository)).toMatchObject({ ok: false, error: { code: 'git-too-old' } });
});

// Only root can give a directory away.
test.runIf(process.getuid?.() === 0)("a repository of another user's: git's own cure is the hint", () => {
  const root = makeRepository(temporaryDirectory());
  chownSync(root, 65_534, 65_534);
  chownSync(join(root, '.git'), 65_534, 65_534);
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(openRepository(root)).toMatchObject({ ok: false, error: { code: 'git-failed', hint: `If you trust what is in it: git config --global --add safe.directory ${root}` } });
});
