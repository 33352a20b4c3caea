import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { gitEnvironment } from '../../../src/formats/git/run-git.ts';
import { openRepository, type Repository } from '../../../src/formats/git/repository.ts';

/** A temporary directory, canonical, removed when the test ends. */
export function temporaryDirectory(name = 'cargo-share-git'): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The environment of git in tests: no configuration but the repository's own, a fixed author. */
export function testEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...gitEnvironment(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    ...extra,
  };
}

/** Runs git; throws when it fails. Gives standard output without its last line end. */
export function git(cwd: string, ...args: string[]): string {
  return gitWith({}, cwd, ...args);
}

export function gitWith(env: NodeJS.ProcessEnv, cwd: string, ...args: string[]): string {
  const out = execFileSync('git', args, { cwd, env: testEnvironment(env), encoding: 'utf8', stdio: 'pipe' });
  return out.replace(/\n$/, '');
}

export function write(path: string, content: string | Uint8Array, mode?: number): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  if (mode !== undefined) chmodSync(path, mode);
  return path;
}

/** A repository with one commit of `a.txt`, on branch `main`. */
export function makeRepository(path: string): string {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q', '-b', 'main');
  write(join(path, 'a.txt'), 'a\n');
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', 'first');
  return path;
}

export function opened(path: string): Repository {
  const repository = openRepository(path);
  if (!repository.ok) throw new Error(repository.error.message);
  return repository.value;
}
