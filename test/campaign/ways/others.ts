import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Place, World } from '../world.ts';
import type { Way } from './way.ts';

/** Nothing is shared: what cargo alone does. */
export const CARGO_ALONE: Way = { name: 'cargo-alone', isOurs: false };

/** A copy of the main worktree's target directory into each new one. */
function copying(name: string, flags: readonly string[]): Way {
  return {
    name,
    isOurs: false,
    async added(world, place) {
      const from = join(world.root(world.worktrees[0]!), 'target');
      if (!existsSync(from)) return;
      world.note(`cp ${flags.join(' ')} ${from} ${join(world.root(place), 'target')}`);
      execFileSync('cp', [...flags, '-T', from, join(world.root(place), 'target')]);
    },
  };
}

const shared = (world: World): string => join(world.base, 'main', '.shared-target');

/** One `build.target-dir` for all worktrees, and `target` a link to it. */
const RECIPE: Way = {
  name: 'recipe',
  isOurs: false,
  async begin(world) {
    const config = `[build]\ntarget-dir = "${shared(world)}"\n`;
    // Worktrees beside the root inherit it from the directory above all of them.
    execFileSync('sh', ['-c', 'mkdir -p "$1/.cargo" && printf "%s" "$2" > "$1/.cargo/config.toml"', 'sh', world.base, config]);
    execFileSync('sh', ['-c', 'echo .shared-target >> "$1/.git/info/exclude"; echo target >> "$1/.git/info/exclude"', 'sh', join(world.base, 'main')]);
    link(world, world.worktrees[0]!);
  },
  async added(world, place) {
    link(world, place);
  },
  target: shared,
};

function link(world: World, place: Place): void {
  const at = join(world.root(place), 'target');
  rmSync(at, { recursive: true, force: true });
  world.note(`ln -s ${shared(world)} ${at}`);
  execFileSync('ln', ['-s', shared(world), at]);
}

/** A compiler wrapper that is installed on this machine. */
function wrapper(name: string, program: string): Way {
  return {
    name,
    isOurs: false,
    env: { RUSTC_WRAPPER: program },
  };
}

/** The alternatives that this machine can run. */
export function alternatives(programs: Readonly<Record<string, string>>): readonly Way[] {
  return [
    RECIPE,
    copying('cp -a target', ['-a']),
    copying('cp -al target', ['-al']),
    copying('cp -r target', ['-r']),
    ...Object.entries(programs).map(([name, program]) => wrapper(name, program)),
  ];
}
