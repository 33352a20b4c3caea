import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { FailureDocument } from '../../src/report/documents/common.ts';
import type { SaveDocument } from '../../src/report/documents/save.ts';
import type { Exit } from '../rig/process.ts';
import type { Operation } from './operations.ts';
import type { Ending } from './results.ts';
import { addDetached, stateOf, writeState, type Place, type World } from './world.ts';

/** Far above what any of them needs, also where sixteen share two cores. */
const HANG_MS = 240_000;

/** What a command prints with `--json`, as far as it is looked at here. */
interface Said {
  readonly error?: FailureDocument;
  readonly failure?: FailureDocument;
  readonly saves?: readonly SaveDocument[];
  readonly damaged?: readonly { readonly reason: string; readonly path: string }[];
}

/** Does one operation while others are done. Never throws. */
export async function perform(operation: Operation, world: World): Promise<Ending> {
  try {
    return await begin(operation, world);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return { ended: 'hung', why: `not done after ${HANG_MS / 1000} s` };
    return { ended: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

function begin(operation: Operation, world: World): Promise<Ending> {
  switch (operation.kind) {
    case 'warm':
    case 'save': {
      const place = world.places[operation.at]!;
      return place.presence.shared(() => share(world, place, [operation.kind]));
    }
    case 'gc':
      return share(world, world.places[0]!, ['gc', ...(operation.maxSize === undefined ? [] : ['--max-size', operation.maxSize])]);
    case 'verify':
      return share(world, world.places[0]!, ['verify']);
    case 'build': {
      const place = world.places[operation.at]!;
      return place.presence.shared(() => place.sources.alone(() => build(world, place)));
    }
    case 'edit': {
      const place = world.places[operation.at]!;
      return place.presence.shared(() =>
        place.sources.alone(() => {
          writeState(place.worktree, operation.state);
          place.state = operation.state;
          return build(world, place);
        }),
      );
    }
    case 'renew': {
      const place = world.places[operation.at]!;
      return place.presence.alone(() => renew(world, place, operation.commit));
    }
  }
}

/** A command of this tool; of what it says failed, nothing but giving way and what was removed is right. */
async function share(world: World, place: Place, args: readonly string[]): Promise<Ending> {
  const removals = new Map(world.places.map((other) => [other.path, other.removals]));
  const exit = await bounded((signal) => place.worktree.share(['--json', ...args], { statuses: 'any', signal }));
  if (exit.stdout === '') return { ended: 'failed', why: `status ${exit.status}: ${exit.stderr}` };
  const said = JSON.parse(exit.stdout) as Said;
  const removed = (path: string): boolean => world.places.some((other) => path.startsWith(other.path) && other.removals !== removals.get(other.path));
  const failures = [said.error, said.failure, ...(said.saves ?? []).map((save) => save.failure)].filter((failure) => failure !== undefined);
  const serious = failures.filter((failure) => failure.code !== 'store-busy' && !removed(failure.path ?? ''));
  const damaged = said.damaged ?? [];
  if (serious.length > 0 || damaged.length > 0) return { ended: 'failed', why: JSON.stringify([...serious, ...damaged]) };
  if (failures.some((failure) => failure.code === 'store-busy')) return { ended: 'gave-way' };
  if (failures.length > 0) return { ended: 'vanished' };
  return exit.status === 0 ? { ended: 'done' } : { ended: 'failed', why: `status ${exit.status}: ${exit.stdout}${exit.stderr}` };
}

/** A build whose program must print what one from nothing prints. */
export async function build(world: World, { worktree, state }: Place): Promise<Ending> {
  const expected = await world.expected(state);
  await bounded((signal) => worktree.cargo(['build'], { signal }));
  const said = await worktree.run('app');
  return said === expected ? { ended: 'done' } : { ended: 'wrong', why: `${worktree.path} printed ${said}, not ${expected}` };
}

/** Others may be saving from it when it goes. */
async function renew(world: World, place: Place, commit: number): Promise<Ending> {
  place.removals += 1;
  const main = world.rig.main;
  const removed = await main.git(['worktree', 'remove', '--force', place.path]).then(() => true, () => false);
  if (!removed) {
    // git empties a directory and removes it; a lock file that a save makes in between is left there, as any program's would.
    rmSync(place.path, { recursive: true, force: true, maxRetries: 10 });
    await main.git(['worktree', 'prune']);
  }
  await addDetached(world.rig, basename(place.path), commit);
  place.state = stateOf(commit);
  return removed ? { ended: 'done' } : { ended: 'vanished' };
}

function bounded<T extends Exit | object>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(HANG_MS);
  return run(signal).catch((error: unknown) => {
    throw signal.aborted ? (signal.reason as Error) : error;
  });
}
