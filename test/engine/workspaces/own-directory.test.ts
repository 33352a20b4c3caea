import { expect, test } from 'vitest';
import { isNamedFor } from '../../../src/engine/workspaces/own-directory.ts';

const built = (worktree: string, buildDirectory: string): { worktree: string; buildDirectory: string } => ({ worktree, buildDirectory });

test.each([
  ['by its name', built('/w/b', '/t/b'), [built('/w/a', '/t/a')], true],
  ['with more around it', built('/w/b', '/t/for-b/out'), [built('/w/a', '/t/for-a/out')], true],
  ['by the directory above', built('/agents/7f/app', '/t/7f'), [built('/agents/20/app', '/t/20')], true],
  ['the one name alone', built('/w/b', '/t/b'), [], false],
  ['another shape', built('/w/b', '/t/b'), [built('/w/a', '/builds/a')], false],
  ['everybody\'s', built('/w/b', '/t/b'), [built('/w/a', '/t/b')], false],
  ['another worktree\'s', built('/w/b', '/t/a'), [built('/w/a', '/t/a')], false],
  ['names that no path has', built('/w/b', '/t/2'), [built('/w/a', '/t/1')], false],
] as const)('a directory outside: %s', (_, own, seen, expected) => {
  expect(isNamedFor(own, seen)).toBe(expected);
});
