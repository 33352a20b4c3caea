import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec, type Environment } from '../../../test/rig/process.ts';
import type { Base } from '../base.ts';
import type { Way } from '../way.ts';

const plainBase = { base: 'plain', needs: [], cargo: ['cargo'] } as const;

export const plain: Way = { name: 'plain cargo', ...plainBase };

function copying(name: string, ...flags: readonly string[]): Way {
  return {
    name,
    ...plainBase,
    async prepare(base, worktree, env) {
      await exec('cp', [...flags, join(base.main, 'target'), join(worktree, 'target')], { cwd: base.root, env });
    },
  };
}

export const copy = copying('cp -a', '-a', '--reflink=never');
export const linkCopy = copying('cp -al', '-al');
export const reflinkCopy: Way = {
  ...copying('cp -a --reflink', '-a', '--reflink=always'),
  async unfit(directory, env) {
    return (await canReflink(directory, env)) ? undefined : 'the file system has no reflinks';
  },
};

async function canReflink(directory: string, env: Environment): Promise<boolean> {
  const place = mkdtempSync(join(directory, 'reflink-'));
  try {
    writeFileSync(join(place, 'a'), 'a');
    const done = await exec('cp', ['--reflink=always', join(place, 'a'), join(place, 'b')], { cwd: place, env, statuses: 'any' });
    return done.status === 0;
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** As its README says: `git worktree add`, then `cargo shared-target --dest ../new/target` in the old worktree. */
export const cargoSharedTarget: Way = {
  ...plainBase,
  name: 'cargo-shared-target',
  needs: ['cargo-shared-target'],
  async prepare(base, worktree, env) {
    await exec('cargo', ['shared-target', '--dest', join(worktree, 'target')], { cwd: base.main, env });
  },
};

/** As its manual's "Eliminate cold starts" says; by hand in the new worktree instead of by its hook after `wt switch`. */
export const worktrunk: Way = {
  ...plainBase,
  name: 'wt step copy-ignored',
  needs: ['wt'],
  async prepare(base: Base, worktree, env) {
    await exec('wt', ['-C', worktree, 'step', 'copy-ignored'], { cwd: base.root, env });
  },
};
