import { describe, expect, test } from 'vitest';
import { recognizeRecipes, type DirectoryUse } from '../../../../src/commands/init/shared-mode/recipe.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';

function use(worktree: string, real: string, more: Partial<DirectoryUse> = {}): DirectoryUse {
  const path = worktree as AbsolutePath;
  return { worktree: path, workspace: path, targetDirectory: real as AbsolutePath, real, origin: { from: 'default' }, linked: false, ...more };
}

const config = (file: string): Pick<DirectoryUse, 'origin'> => ({
  origin: { from: 'config', file: file as AbsolutePath, key: 'build.target-dir' },
});

describe('the hand-made recipe', () => {
  test('several worktrees with one directory, each by its own means', () => {
    const uses = [
      use('/a', '/a/.shared-target', { ...config('/a/.cargo/config.toml'), linked: true }),
      use('/a/wt/b', '/a/.shared-target', config('/a/.cargo/config.toml')),
      use('/c', '/a/.shared-target', { linked: true }),
      use('/d', '/a/.shared-target', { origin: { from: 'environment', variable: 'CARGO_TARGET_DIR' } }),
      use('/e', '/e/target'),
    ];
    expect(recognizeRecipes(uses)).toEqual([
      {
        directory: '/a/.shared-target',
        worktrees: ['/a', '/a/wt/b', '/c', '/d'],
        evidence: [
          { evidence: 'config', file: '/a/.cargo/config.toml', worktree: '/a' },
          { evidence: 'link', path: '/a/target', worktree: '/a' },
          { evidence: 'config', file: '/a/.cargo/config.toml', worktree: '/a/wt/b' },
          { evidence: 'link', path: '/c/target', worktree: '/c' },
          { evidence: 'environment', variable: 'CARGO_TARGET_DIR', worktree: '/d' },
        ],
      },
    ]);
  });

  test('one worktree whose configuration names the recipe\'s directory', () => {
    expect(recognizeRecipes([use('/a', '/a/.shared-target', config('/a/.cargo/config.toml'))])).toHaveLength(1);
  });

  test.each([
    ['a directory for each', [use('/a', '/a/target'), use('/b', '/b/target')]],
    ['two workspaces of one worktree in one directory', [use('/a', '/a/out'), use('/a', '/a/out', { workspace: '/a/x' as AbsolutePath })]],
    ['one worktree with a directory elsewhere', [use('/a', '/fast/a', config('/a/.cargo/config.toml'))]],
    ['a name of the user\'s own for all projects', [use('/a', '/a/.shared-target', config('/home/me/.cargo/config.toml'))]],
  ])('is not: %s', (_, uses) => {
    expect(recognizeRecipes(uses)).toEqual([]);
  });
});
