import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MoveOf } from '../history.ts';
import { lockedVersion, VENDED } from '../parts/sources.ts';
import type { Place, World } from '../world.ts';

function replace(world: World, path: string, change: (text: string) => string): void {
  if (!existsSync(path)) return;
  const text = change(readFileSync(path, 'utf8'));
  writeFileSync(path, text);
  world.note(`printf %s ${JSON.stringify(text)} > ${path}`);
}

/** Changes a default feature, the dev profile, a package's version, or the locked version of a vendored or revision of a git package. */
export async function changeManifest(world: World, place: Place, move: MoveOf<'manifest'>): Promise<void> {
  const root = world.root(place);
  switch (move.what) {
    case 'feature':
      return replace(world, join(root, 'crates/feat/Cargo.toml'), (text) =>
        text.includes('default = []') ? text.replace('default = []', 'default = ["on"]') : text.replace('default = ["on"]', 'default = []'),
      );
    case 'profile':
      return replace(world, join(root, 'Cargo.toml'), (text) =>
        text.replace(/debug-assertions = (true|false)/, (_, was) => `debug-assertions = ${was === 'true' ? 'false' : 'true'}`),
      );
    case 'version':
      return replace(world, join(root, 'crates/versioned/Cargo.toml'), (text) => text.replace(/^version = ".*"$/m, `version = "0.1.${move.value % 4}"`));
    case 'dependency': {
      if (!world.history.parts.includes('vended')) return;
      const locked = lockedVersion(readFileSync(join(root, 'Cargo.lock'), 'utf8'), 'vended');
      const other = VENDED.find((version) => version !== locked) ?? locked;
      await world.cargo(place, { args: ['update', '-q', '-p', 'vended', '--precise', other], env: {} });
      return;
    }
    case 'lock':
      if (!world.history.parts.includes('gitdep')) return;
      await world.releaseGitPackage(move.value);
      await world.cargo(place, { args: ['update', '-q', '-p', 'gitdep'], env: {} });
  }
}
