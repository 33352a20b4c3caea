import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { exec, type Environment } from '../rig/process.ts';
import type { CargoCommand } from './history.ts';
import type { Probes } from './parts/part.ts';
import { partsNamed } from './parts/all.ts';
import type { Place, World } from './world.ts';

/** What a command did, as far as it is compared or counted. */
export interface Observed {
  readonly status: number;
  readonly probes: Probes;
  /** Units that the command needed, and those that cargo found fresh. */
  readonly units: { readonly needed: number; readonly fresh: number };
  readonly messages: string;
  /** The command's own output: cargo's messages and what a program printed. */
  readonly stdout: string;
}

const JSON_MESSAGES = ['--message-format', 'json'];

function commandLine(world: World, command: CargoCommand): string[] {
  const tested = partsNamed(world.history.parts).flatMap((part) => (part.tested === undefined ? [] : ['-p', part.tested]));
  switch (command) {
    case 'build':
      return ['build', ...JSON_MESSAGES];
    case 'release':
      return ['build', '--release', ...JSON_MESSAGES];
    case 'package':
      return ['build', '-p', 'app', ...JSON_MESSAGES];
    case 'run':
      return ['run', '-q', '-p', 'app', ...JSON_MESSAGES];
    case 'test':
      return ['test', '-p', 'app', ...tested, '--tests', ...JSON_MESSAGES, '--', '--nocapture', '--test-threads=1'];
    case 'example':
      return ['run', '-q', '-p', 'app', '--example', 'ex', ...JSON_MESSAGES];
    case 'bench':
      return ['bench', '-q', '-p', 'app', '--bench', 'speed', ...JSON_MESSAGES];
    case 'check':
      return ['check', '--all-targets', ...JSON_MESSAGES];
    case 'clippy':
      return ['clippy', '-q', ...JSON_MESSAGES];
    case 'doc':
      return ['doc', '--no-deps', ...JSON_MESSAGES];
  }
}

/** Whether the libraries in the target directory belong to what the command built. */
export function looksAtLibraries(command: CargoCommand): boolean {
  return command === 'build' || command === 'release';
}

/** Runs a command, by the program `cargo`, and what it built. */
export async function observe(
  world: World,
  o: { readonly place: Place; readonly command: CargoCommand; readonly env: Environment; readonly cargo: readonly string[]; readonly outputs?: string },
): Promise<Observed> {
  const { place, command, env, cargo } = o;
  const exit = await world.cargo(place, { program: cargo, args: commandLine(world, command), env });
  const target = targetOf(exit.stdout) ?? join(world.root(place), 'target');
  let output = exit.stdout;
  if (exit.status === 0 && (looksAtLibraries(command) || command === 'package')) {
    const directory = join(target, command === 'release' ? 'release' : 'debug');
    const program = join(directory, 'app');
    const libraries = looksAtLibraries(command) ? { CAMPAIGN_LIBRARIES: directory } : {};
    if (!existsSync(program)) return { status: 0, probes: { program: 'missing' }, units: countUnits(output), messages: exit.stderr, stdout: exit.stdout };
    const ran = await exec(program, [], { cwd: world.root(place), env: { ...world.env, ...libraries }, statuses: 'any' });
    output += ran.stdout;
  }
  return { status: exit.status, probes: probesIn(output, o.outputs === undefined ? [target] : [target, o.outputs]), units: countUnits(exit.stdout), messages: exit.stderr, stdout: exit.stdout };
}

/** The probes of an output. A path below the target directory becomes `<target>`: its hashes are cargo's business. */
export function probesIn(output: string, targets: readonly string[]): Probes {
  const probes: Record<string, string> = {};
  for (const [, probe = '', value = ''] of output.matchAll(/^probe ([^=]+)=(.*)$/gm)) {
    probes[probe] = targets.some((target) => value.startsWith(`${target}/`)) ? '<target>' : value;
  }
  return probes;
}

/** Where cargo says that it puts the program. */
function targetOf(stdout: string): string | undefined {
  return /"executable":"(\/[^"]*)\/(?:debug|release)\/app"/.exec(stdout)?.[1];
}

function countUnits(stdout: string): Observed['units'] {
  const artifacts = stdout.split('\n').filter((line) => line.startsWith('{"reason":"compiler-artifact"'));
  return { needed: artifacts.length, fresh: artifacts.filter((line) => line.endsWith('"fresh":true}')).length };
}
