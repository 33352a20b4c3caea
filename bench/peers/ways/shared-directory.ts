import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Base } from '../base.ts';
import type { Way } from '../way.ts';

/** Above all worktrees, as cargo looks for configuration in every parent directory. */
function configure(base: Base, line: string): void {
  mkdirSync(join(base.root, '.cargo'));
  writeFileSync(join(base.root, '.cargo', 'config.toml'), `[build]\n${line}\n`);
}

/** The well-known recipe: one `target-dir` at an absolute path for all worktrees, and a link for those who look for `target/`. */
export const recipe: Way = {
  name: 'recipe (shared target-dir)',
  base: 'recipe',
  needs: [],
  cargo: ['cargo'],
  async setUp(base) {
    const directory = join(base.root, '.shared-target');
    configure(base, `target-dir = ${JSON.stringify(directory)}`);
    symlinkSync(directory, join(base.main, 'target'));
  },
  keeps: (base) => [join(base.root, '.shared-target')],
  async prepare(base, worktree) {
    symlinkSync(join(base.root, '.shared-target'), join(worktree, 'target'));
  },
};

export const buildDir: Way = {
  name: 'shared build-dir',
  base: 'build-dir',
  needs: [],
  cargo: ['cargo'],
  keeps: (base) => [join(base.root, '.shared-build')],
  async setUp(base) {
    configure(base, `build-dir = ${JSON.stringify(join(base.root, '.shared-build'))}`);
  },
};
