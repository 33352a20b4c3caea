import type { CargoCommand } from '../history.ts';
import { looksAtLibraries, type Observed } from '../observe.ts';
import type { World } from '../world.ts';
import { compareForetold, foretell } from './explain.ts';
import { askAfterBuild, askBeforeBuild, type WhichQuestion } from './which.ts';

/** Builds that leave the program under its own name. */
const isProgram = (command: CargoCommand): boolean => looksAtLibraries(command) || command === 'package' || command === 'run';

/** Asks about the program before a build, about the build, and about what it gave; `act` builds. */
export async function askQuestions(
  world: World,
  o: WhichQuestion & { readonly command: CargoCommand; readonly explains: boolean; readonly turn: number; readonly act: () => Promise<Observed> },
): Promise<Observed> {
  await askBeforeBuild(world, o);
  const foretold = o.explains ? await foretell(world, o.place, o) : undefined;
  const seen = await o.act();
  if (foretold !== undefined) compareForetold(world, { ...o, foretold, seen });
  if (seen.status === 0 && isProgram(o.command)) await askAfterBuild(world, { ...o, libraries: looksAtLibraries(o.command) });
  return seen;
}
