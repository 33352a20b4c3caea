import { join } from 'node:path';
import { exec, type Environment } from '../../../test/rig/process.ts';
import type { Way } from '../way.ts';

/** `cargo share init` in a clone that is built, and from then on nothing but git and cargo. */
export const linked: Way = {
  name: 'cargo-share linked',
  base: 'plain',
  needs: [],
  cargo: ['cargo'],
  hooks: true,
  keeps: (base) => [join(base.root, 'store')],
  async enable(base, env) {
    await exec('cargo-share', ['init'], { cwd: base.main, env });
  },
};

/** The same where cargo compiles nothing incrementally, as compiler caches have it: a setting of cargo's, and the user's. */
export const linkedWhole: Way = {
  ...linked,
  name: 'cargo-share linked without incremental',
  base: 'whole',
  environment: () => ({ CARGO_INCREMENTAL: '0' }),
};

export const shared: Way = {
  name: 'cargo-share shared',
  base: 'shared',
  needs: [],
  cargo: ['cargo'],
  hooks: true,
  unfit: withoutSharedMode,
  keeps: (base) => [join(base.root, 'store'), join(base.main, '.shared-target')],
  async setUp(base, env) {
    await exec('cargo-share', ['init', '--mode', 'shared'], { cwd: base.main, env });
  },
};

async function withoutSharedMode(directory: string, env: Environment): Promise<string | undefined> {
  const { stdout } = await exec('cargo-share', ['init', '--help'], { cwd: directory, env });
  return stdout.includes('--mode') ? undefined : 'this cargo-share has no shared mode';
}
