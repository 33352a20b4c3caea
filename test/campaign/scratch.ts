import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { observe } from './observe.ts';
import type { Probes } from './parts/part.ts';
import type { World } from './world.ts';

/** What a build from nothing at the same path shows: the present target directory is put aside for it. */
export async function scratchProbes(world: World, o: Parameters<typeof observe>[1]): Promise<Probes> {
  const target = join(world.root(o.place), 'target');
  const aside = `${target}-aside`;
  const present = existsSync(target);
  if (present) renameSync(target, aside);
  try {
    return (await observe(world, o)).probes;
  } finally {
    rmSync(target, { recursive: true, force: true });
    if (present) renameSync(aside, target);
  }
}
