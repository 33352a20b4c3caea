import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../src/system/free-port.ts';
import { exec, type Environment } from '../../../test/rig/process.ts';
import type { Base } from '../base.ts';
import type { Way } from '../way.ts';

const port = await freePort();

/** As its README says: `RUSTC_WRAPPER=sccache`. One cache and one server for all ways of a run that use it. */
function sccacheEnvironment(base: Base): Environment {
  return {
    RUSTC_WRAPPER: 'sccache',
    SCCACHE_DIR: sccacheDirectory(base),
    SCCACHE_SERVER_PORT: String(port),
    // The server ends by itself when the bench was killed.
    SCCACHE_IDLE_TIMEOUT: '600',
  };
}

function sccacheDirectory(base: Base): string {
  return join(base.common, 'sccache');
}

export const sccache: Way = {
  name: 'sccache',
  base: 'sccache',
  needs: ['sccache'],
  cargo: ['cargo'],
  environment: sccacheEnvironment,
  keeps: (base) => [sccacheDirectory(base)],
  async tearDown(base, env) {
    await exec('sccache', ['--stop-server'], { cwd: base.common, env, statuses: 'any' });
  },
};

/** The same way with sccache beside it; ways of the plain base move to that of sccache. */
export function withSccache(way: Way): Way {
  const base = way.base === 'plain' ? 'sccache' : `${way.base}-sccache`;
  return {
    ...way,
    name: `${way.name} + sccache`,
    base,
    needs: [...way.needs, ...sccache.needs],
    ...(base === 'sccache' ? {} : { cached: true as const }),
    environment: (place) => ({ ...way.environment?.(place), ...sccacheEnvironment(place) }),
    keeps: (place) => [...(way.keeps?.(place) ?? []), sccacheDirectory(place)],
    ...(sccache.tearDown === undefined ? {} : { tearDown: sccache.tearDown }),
  };
}

/** As its README says; `mbx build` is what its cargo shim makes of `cargo build`. Everything below the base's home. */
export const mbx: Way = {
  name: 'mbx',
  base: 'mbx',
  needs: ['mbx'],
  cargo: ['mbx'],
  keeps: (base) => [join(base.root, 'cache'), join(base.root, 'home')],
  environment: () => ({ MBX_DISPLAY: 'plain' }),
};

/** As its quick start says: `kache init`, then plain cargo, found through the directory of shims that init makes. */
export const kache: Way = {
  name: 'kache',
  base: 'kache',
  needs: ['kache'],
  cargo: ['cargo'],
  keeps: (base) => [join(base.root, 'cache'), join(base.root, 'home')],
  environment: (base) => ({
    CARGO_HOME: join(base.root, 'cargo-home'),
    XDG_RUNTIME_DIR: join(base.root, 'run'),
    SHELL: '/bin/bash',
    PATH: `${join(base.root, 'home', '.local', 'lib', 'kache', 'shims')}:${base.env['PATH'] ?? ''}`,
  }),
  async setUp(base, env) {
    // Init writes to cargo's own configuration: the machine's must not be touched, its downloads may be used.
    const home = join(base.root, 'cargo-home');
    mkdirSync(home);
    mkdirSync(join(base.root, 'run'), { mode: 0o700 });
    for (const part of ['registry', 'git']) symlinkSync(join(base.env['CARGO_HOME'] ?? '', part), join(home, part));
    await exec('kache', ['init', '--yes', '--no-service'], { cwd: base.main, env });
  },
  async tearDown(base, env) {
    await exec('kache', ['daemon', 'stop'], { cwd: base.common, env, statuses: 'any' });
  },
};
