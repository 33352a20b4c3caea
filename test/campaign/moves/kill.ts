import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Killed, MoveOf } from '../history.ts';
import { killedAfter } from '../process.ts';
import type { Way } from '../ways/way.ts';
import type { Place, World } from '../world.ts';

const COMMANDS: Readonly<Record<Killed, readonly string[]>> = {
  build: ['cargo', 'build', '-q'],
  check: ['cargo', 'check', '-q'],
  warm: ['cargo-share', 'warm'],
  save: ['cargo-share', 'save'],
  gc: ['cargo-share', 'gc', '--max-size', '1MB'],
  reclaim: ['cargo-share', 'reclaim', '--yes'],
  // To a commit and not to a branch: another worktree may have that.
  switch: ['git', 'switch', '-q', '--detach', 'HEAD~1'],
};

/** Starts a command and kills it, with all that it has started, after so many milliseconds. */
export async function kill(world: World, way: Way, place: Place, move: MoveOf<'kill'>): Promise<void> {
  const command = COMMANDS[move.what];
  if (command[0] === 'cargo-share' && way.command === undefined) return;
  const cwd = world.root(place);
  world.note(`(cd ${cwd} && timeout -s KILL ${move.ms / 1000} ${command.join(' ')})`);
  await killedAfter(move.ms, command, { cwd, env: { ...world.env, ...way.environment?.(world) } });
  if (move.what === 'switch') await unlock(world, place);
}

/** Git leaves its locks behind and says that they are to be removed by hand. */
async function unlock(world: World, place: Place): Promise<void> {
  for (const lock of ['index.lock', 'HEAD.lock']) {
    const path = (await world.git(place, ['rev-parse', '--git-path', lock])).stdout.trim();
    if (path !== '') rmSync(resolve(place.path, path), { force: true });
  }
}
