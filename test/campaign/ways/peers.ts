import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Base } from '../../../bench/peers/base.ts';
import type { Way as PeerWay } from '../../../bench/peers/way.ts';
import { cargoSharedTarget, copy, linkCopy, worktrunk } from '../../../bench/peers/ways/copies.ts';
import { recipe } from '../../../bench/peers/ways/shared-directory.ts';
import { kache, mbx, sccache } from '../../../bench/peers/ways/wrappers.ts';
import { exec } from '../../rig/process.ts';
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
function adapt(way: PeerWay, buildDirectory?: Way['buildDirectory']): Way {
  const environment = (world: World): Record<string, string | undefined> => ({ ...way.environment?.(baseOf(world)) });
  const env = (world: World): Record<string, string | undefined> => ({ ...world.env, ...environment(world) });
  return {
    name: way.name,
    isOurs: false,
    limit: flat,
    ...(buildDirectory === undefined ? {} : { buildDirectory }),
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
  ...[recipe, copy, linkCopy].map((way) => adapt(way)),
  COPY_WITHOUT_TIMES,
  ...[cargoSharedTarget, worktrunk, sccache, kache].map((way) => adapt(way)),
  // It keeps generated files in its cache, under names that their content gives.
  adapt(mbx, (world) => join(world.base, 'cache', 'mbx')),
];
