import { expect, test } from 'vitest';
import { buildDirValue } from '../../../../src/commands/init/shared-mode/config-edits.ts';
import { excludePatterns } from '../../../../src/commands/init/shared-mode/exclude-patterns.ts';
import { isOwnWrapper, wrapperValue } from '../../../../src/commands/init/shared-mode/wrapper.ts';

test('a workspace names the directory in its own root by template, any other by its path', () => {
  expect(buildDirValue('/a', '/a/.shared-target')).toBe('{workspace-root}/.shared-target');
  expect(buildDirValue('/b', '/a/.shared-target')).toBe('/a/.shared-target');
  expect(buildDirValue('/a/rust', '/a/.shared-target')).toBe('/a/.shared-target');
});

test('a wrapper of ours is known by its name', () => {
  expect(isOwnWrapper(wrapperValue('0d6e4079'))).toBe(true);
  expect(isOwnWrapper(`/a/${wrapperValue('0d6e4079')}`)).toBe(true);
  for (const other of ['sccache', '.cargo/cargo-share/other', '', 1, undefined]) expect(isOwnWrapper(other)).toBe(false);
});

test('exclude patterns count from the deepest worktree, with git\'s own characters escaped', () => {
  const worktrees = ['/a', '/a/wt/b'];
  expect(excludePatterns(worktrees, ['/a/.cargo/config.toml', '/a/wt/b/.cargo/config.toml', '/a/.shared-target/'])).toEqual([
    '/.cargo/config.toml',
    '/.shared-target/',
  ]);
  expect(excludePatterns(worktrees, ['/a/x[1]*/c', '/a/d ', '/elsewhere/e', '/a/two\nlines/c'])).toEqual([String.raw`/d\ `, String.raw`/x\[1]\*/c`]);
});
