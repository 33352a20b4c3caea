import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { WhichDocument } from '../../rig/documents.ts';
import { exec, type Environment } from '../../rig/process.ts';
import { probesIn } from '../observe.ts';
import type { Probes } from '../parts/part.ts';
import type { Place, World } from '../world.ts';
import type { Answers } from './answers.ts';

export interface WhichQuestion {
  readonly place: Place;
  readonly env: Environment;
  /** Where the programs of the command's profile stand. */
  readonly directory: string;
  /** The build directory, if it is not where programs are put. */
  readonly outputs: string | undefined;
  /** What the program must show; undefined: nothing can be built from this tree. */
  readonly expected: Probes | undefined;
  readonly say: (what: { readonly probe: string; readonly expected: string; readonly actual: string }) => void;
  readonly answers: Answers;
}

type Answer = { readonly current: 'yes' | 'no' | 'unknown'; readonly words: string };

async function ask(world: World, { place, env, directory }: WhichQuestion, file: string): Promise<Answer> {
  const cwd = world.root(place);
  const path = join(directory, file);
  const exit = await exec('cargo-share', ['--json', 'which', path], { cwd, env: { ...world.env, ...env }, statuses: 'any' });
  const document = JSON.parse(exit.stdout) as WhichDocument;
  if (document.error !== undefined) return { current: 'unknown', words: document.error.code };
  return { current: document.current, words: document.findings.map(({ verdict, because }) => `${verdict}: ${JSON.stringify(because)}`).join('; ') };
}

/** The first probe of the program that shows something else than a scratch build's would. */
async function differing(world: World, o: WhichQuestion): Promise<string | undefined> {
  const { expected } = o;
  if (expected === undefined) return 'nothing can be built from this tree';
  const ran = await exec(join(o.directory, 'app'), [], { cwd: world.root(o.place), env: world.env, statuses: 'any' });
  const target = join(o.directory, '..');
  const seen = probesIn(ran.stdout, [target, realpathSync(target), ...(o.outputs === undefined ? [] : [o.outputs])]);
  const probe = [...new Set([...Object.keys(expected), ...Object.keys(seen)])].find((name) => expected[name] !== seen[name]);
  return probe === undefined ? undefined : `${probe} is ${seen[probe] ?? 'nothing'}, not ${expected[probe] ?? 'nothing'}`;
}

function count(o: WhichQuestion, { current }: Answer): void {
  o.answers.counts.which.asked += 1;
  o.answers.counts.which[current] += 1;
}

/** Asks of the program as it stands: a `yes` for one that shows something else than this tree's would is wrong. */
export async function askBeforeBuild(world: World, o: WhichQuestion): Promise<void> {
  if (!existsSync(join(o.directory, 'app'))) return;
  const answer = await ask(world, o, 'app');
  count(o, answer);
  const difference = await differing(world, o);
  if (difference === undefined) return;
  if (answer.current === 'yes') o.say({ probe: 'which', expected: 'no', actual: `yes, though ${difference}` });
  else o.answers.counts.which.stale[answer.current] += 1;
}

/**
 * Asks of the program that was just built from this very tree, and of one library that was built for it. A `yes` for
 * what came out wrong is wrong; a `no` for what is right is one too many.
 */
export async function askAfterBuild(world: World, o: WhichQuestion & { readonly libraries: boolean; readonly turn: number }): Promise<void> {
  const libraries = o.libraries ? readdirSync(o.directory).filter((name) => /^lib.*\.rlib$/.test(name)).sort() : [];
  const library = libraries[o.turn % Math.max(1, libraries.length)];
  const difference = await differing(world, o);
  for (const file of library === undefined ? ['app'] : ['app', library]) {
    const answer = await ask(world, o, file);
    count(o, answer);
    if (difference !== undefined) {
      const isItsOwn = file === 'app' || difference.startsWith(`${/^lib(.*)\.rlib$/.exec(file)?.[1]} is `);
      if (answer.current !== 'yes') o.answers.counts.which.stale[answer.current] += 1;
      else if (isItsOwn) o.say({ probe: 'which', expected: 'no', actual: `${file}: yes, though ${difference}` });
    } else if (answer.current === 'no') {
      o.answers.counts.which.falseNo += 1;
      o.answers.falseNo.push(`${file} in ${o.place.name}: ${answer.words}`);
    }
  }
}
