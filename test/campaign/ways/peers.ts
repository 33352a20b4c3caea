import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Base } from '../../../bench/peers/base.ts';
import type { Way as PeerWay } from '../../../bench/peers/way.ts';
import { cargoSharedTarget, copy, linkCopy, worktrunk } from '../../../bench/peers/ways/copies.ts';
import { recipe } from '../../../bench/peers/ways/shared-directory.ts';
import { kache, mbx, sccache } from '../../../bench/peers/ways/wrappers.ts';
import { freePort } from '../../../src/system/free-port.ts';
import { exec, type Environment } from '../../rig/process.ts';
import type { History } from '../history.ts';
import type { World } from '../world.ts';
import { CARGO_ALONE } from './others.ts';
import type { Way } from './way.ts';

function baseOf(world: World): Base {
  return { name: 'campaign', root: world.base, main: world.worktrees[0]!.path, common: world.base, env: world.env };
}

/** These ways know only a target directory in the root of a worktree. */
function flat(history: History): History {
  return { ...history, nested: false, parts: history.parts.filter((part) => part !== 'outside') };
}

/** A way of the benchmark's, set up as it is there: as its own documentation says. */
function adapt(way: PeerWay, more: Pick<Way, 'buildDirectory' | 'questions'> = {}): Way {
  const environment = (world: World): Record<string, string | undefined> => ({ ...way.environment?.(baseOf(world)) });
  const env = (world: World): Record<string, string | undefined> => ({ ...world.env, ...environment(world) });
  return {
    name: way.name,
    isOurs: false,
    limit: flat,
    ...more,
    needs: way.needs,
    cargo: way.cargo,
    environment,
    async begin(world) {
      await way.setUp?.(baseOf(world), env(world));
    },
    async built(world) {
      await way.enable?.(baseOf(world), env(world));
    },
    async added(world, place) {
      world.note(`# ${way.name} prepares ${place.path}`);
      await way.prepare?.(baseOf(world), place.path, env(world));
    },
    async end(world) {
      await way.tearDown?.(baseOf(world), env(world));
    },
  };
}

/**
 * The same with a server for each history. One port for all would let the end of one history stop the server of another
 * that runs beside it, and the next one start before the port is free again.
 */
function withServerOfItsOwn(way: Way): Way {
  const ports = new WeakMap<World, string>();
  const environment = (world: World): Environment => ({ ...way.environment?.(world), SCCACHE_SERVER_PORT: ports.get(world) });
  const inWorld = { cwd: '/', statuses: 'any' } as const;
  return {
    ...way,
    environment,
    async begin(world) {
      ports.set(world, String(await freePort()));
      const started = await exec('sccache', ['--start-server'], { ...inWorld, env: { ...world.env, ...environment(world) } });
      if (started.status !== 0) throw new Error(`sccache does not start: ${started.stderr}`);
    },
    async end(world) {
      await exec('sccache', ['--stop-server'], { ...inWorld, env: { ...world.env, ...environment(world) } });
    },
  };
}

/** A copy of the ignored files in which every file has the time of copying. */
const COPY_WITHOUT_TIMES: Way = {
  ...CARGO_ALONE,
  name: 'cp -r',
  limit: flat,
  async added(world, place) {
    const from = join(world.worktrees[0]!.path, 'target');
    mkdirSync(dirname(place.path), { recursive: true });
    world.note(`cp -r ${from} ${place.path}`);
    await exec('cp', ['-r', from, place.path], { cwd: world.base, env: world.env, statuses: 'any' });
  },
};

/** The alternatives, in the order in which tables list them. */
export const PEERS: readonly Way[] = [
  ...[recipe, copy].map((way) => adapt(way, { questions: 'which' })),
  adapt(linkCopy),
  COPY_WITHOUT_TIMES,
  ...[cargoSharedTarget, worktrunk].map((way) => adapt(way)),
  withServerOfItsOwn(adapt(sccache)),
  adapt(kache),
  // It keeps generated files in its cache, under names that their content gives.
  adapt(mbx, { buildDirectory: (world) => join(world.base, 'cache', 'mbx') }),
];
