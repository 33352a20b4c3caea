import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorDocument, ExplainDocument } from '../../rig/documents.ts';
import { exec, type Environment } from '../../rig/process.ts';
import type { CargoCommand } from '../history.ts';
import type { Observed } from '../observe.ts';
import type { Place, World } from '../world.ts';
import type { WhichQuestion } from './which.ts';

/** What was foretold of a build. */
export interface Foretold {
  /** `package version kind target fresh|built` of each unit that is compiled; undefined where cargo would refuse. */
  readonly units: readonly string[] | undefined;
  readonly words: string;
  readonly lock: string;
}

/** Commands that `explain` foretells as they are given here. */
const COMMANDS: Readonly<Partial<Record<CargoCommand, readonly string[]>>> = { build: ['build'], release: ['build', '--profile', 'release'] };

const lockOf = (world: World, place: Place): string => readFileSync(join(world.root(place), 'Cargo.lock'), 'utf8');

/** Asks what a command will do; undefined where that is not foretold. Saves nothing, so that the history goes on as it would have. */
export async function foretell(world: World, place: Place, o: { readonly command: CargoCommand; readonly env: Environment }): Promise<Foretold | undefined> {
  const command = COMMANDS[o.command];
  if (command === undefined) return undefined;
  const lock = lockOf(world, place);
  const exit = await exec('cargo-share', ['--json', '--dry-run', 'explain', '--', ...command], { cwd: world.root(place), env: { ...world.env, ...o.env }, statuses: 'any' });
  const document = JSON.parse(exit.stdout) as ExplainDocument | ErrorDocument;
  if ('error' in document) return { units: undefined, words: `${document.error.code}: ${document.error.message}`, lock };
  const units = document.workspaces.flatMap((workspace) =>
    workspace.units
      .filter(({ target, kind }) => target !== null && kind !== 'run-build-script')
      .map((unit) => `${unit.package} ${unit.version} ${unit.kind} ${unit.target} ${unit.state === 'fresh' ? 'fresh' : 'built'}`),
  );
  return { units: units.sort(), words: '', lock };
}

interface Artifact {
  readonly package_id: string;
  readonly target: { readonly kind: readonly string[]; readonly name: string };
  readonly fresh: boolean;
}

/** `path+file:///ws/app#0.1.0`, `path+file:///ws/one#twin@0.1.0` (package id specification). */
function packageOf(id: string): string {
  const [, place = '', name, version = ''] = /^(.*?)#(?:(.*)@)?([^@]*)$/.exec(id) ?? [];
  return `${name ?? place.replace(/\?.*$/, '').split('/').at(-1)} ${version}`;
}

function builtUnits(stdout: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"reason":"compiler-artifact"'));
  return lines
    .map((line) => JSON.parse(line) as Artifact)
    .map(({ package_id: id, target, fresh }) => `${packageOf(id)} ${target.kind[0]} ${target.name} ${fresh ? 'fresh' : 'built'}`)
    .sort();
}

/** Compares what was foretold with what the build did. A build that fails says nothing of the units after the failure. */
export function compareForetold(world: World, o: WhichQuestion & { readonly foretold: Foretold; readonly seen: Observed }): void {
  const { foretold, seen } = o;
  const { explain } = o.answers.counts;
  explain.asked += 1;
  if (foretold.units === undefined) {
    explain.refused += 1;
    const isRight = foretold.words.startsWith('cargo-') && (seen.status !== 0 || lockOf(world, o.place) !== foretold.lock);
    if (!isRight) o.say({ probe: 'explain', expected: 'an answer', actual: foretold.words });
    return;
  }
  if (seen.status !== 0) return;
  const did = builtUnits(seen.stdout);
  explain.units += did.length;
  const [more, less] = [foretold.units.filter((unit) => !did.includes(unit)), did.filter((unit) => !foretold.units?.includes(unit))];
  if (more.length > 0 || less.length > 0) o.say({ probe: 'explain', expected: less.join(', ') || 'nothing more', actual: more.join(', ') || 'nothing' });
}
