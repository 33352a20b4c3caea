import { join } from 'node:path';
import { refusalsOf } from '../../rig/round-trip.ts';
import type { SaveDocument, WarmDocument } from '../../rig/documents.ts';
import { exec } from '../../rig/process.ts';
import type { Place, World } from '../world.ts';
import type { ToolRun, Way } from './way.ts';

async function share(world: World, place: Place, args: readonly string[]): Promise<ToolRun> {
  const cwd = world.root(place);
  const exit = await exec('cargo-share', ['--json', ...args], { cwd, env: world.env, statuses: 'any' });
  world.note(`(cd ${cwd} && cargo-share ${args.join(' ')})${exit.status === 0 ? '' : ` # status ${exit.status}`}`);
  const nothing = { status: exit.status, refusals: [], placed: 0, message: `${exit.stdout}${exit.stderr}` };
  if (exit.status !== 0) return nothing;
  const document = JSON.parse(exit.stdout) as SaveDocument | WarmDocument | { readonly command: 'init' };
  if (document.command === 'warm') {
    const placed = document.directories.reduce((sum, directory) => sum + directory.placed, 0);
    return { ...nothing, refusals: refusalsOf(undefined, document), placed };
  }
  if (document.command !== 'save') return nothing;
  return { ...nothing, refusals: document.directories.flatMap((directory) => directory.refusals) };
}

async function setUp(world: World, args: readonly string[]): Promise<void> {
  const run = await share(world, world.worktrees[0]!, args);
  if (run.status !== 0) throw new Error(run.message);
}

/** With limits so low that each of them takes something away. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = { gc: ['--max-size', '1MB'], reclaim: ['--yes'] };

const command = (world: World, place: Place, name: string): Promise<ToolRun> => share(world, place, [name, ...(ARGUMENTS[name] ?? [])]);

/** cargo-share as its README says: the hooks do the work. */
export const HOOKS: Way = {
  name: 'hooks',
  isOurs: true,
  questions: 'which-and-explain',
  built: (world) => setUp(world, ['init']),
  command,
};

const UNCOVERED: ReadonlySet<string> = new Set(['patched', 'twins', 'vended', 'config_env', 'cdy', 'dy']);

/**
 * Shared mode. Not covered, as `init` says: clippy, which takes the wrapper's place; packages in the repository that are
 * no members; workspaces with a tracked cargo configuration, a `cdylib` or a `dylib`.
 */
export const SHARED: Way = {
  name: 'shared',
  isOurs: true,
  questions: 'which-and-explain',
  buildDirectory: (world) => join(world.base, 'main', '.shared-target'),
  limit: (history) => ({
    ...history,
    parts: history.parts.filter((part) => !UNCOVERED.has(part)),
    moves: history.moves.map((move) => (move.kind === 'cargo' && move.command === 'clippy' ? { ...move, command: 'check' } : move)),
  }),
  begin: (world) => setUp(world, ['init', '--mode', 'shared']),
  command,
};

/** cargo-share by hand, for those who want no hooks. */
export const BY_HAND: Way = {
  name: 'by-hand',
  isOurs: true,
  questions: 'which-and-explain',
  built: (world) => setUp(world, ['init', '--no-hooks']),
  added: async (world, place) => {
    await share(world, place, ['warm']);
  },
  command,
};
