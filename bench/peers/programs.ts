import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { exec, type Environment } from '../../test/rig/process.ts';
import type { Way } from './way.ts';

export interface FoundWays {
  readonly ways: readonly Way[];
  readonly left: readonly { readonly way: string; readonly why: string }[];
  readonly programs: Readonly<Record<string, string>>;
}

/** How a program that has no `--version` of its own says it. */
const VERSION_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'cargo-shared-target': ['shared-target', '--version'],
};

/** Which ways can be tried in `directory`, and the versions of the programs that they need. */
export async function findPrograms(wanted: readonly Way[], directory: string, env: Environment): Promise<FoundWays> {
  const ways: Way[] = [];
  const left: { way: string; why: string }[] = [];
  const programs: Record<string, string> = {};
  for (const way of wanted) {
    const missing = way.needs.find((program) => !onPath(program, env));
    const why = missing === undefined ? await way.unfit?.(directory, withShare(directory, env)) : `${missing} is not installed`;
    if (why !== undefined) {
      left.push({ way: way.name, why });
      continue;
    }
    ways.push(way);
    for (const program of way.needs) {
      const { stdout } = await exec(program, VERSION_ARGUMENTS[program] ?? ['--version'], { cwd: directory, env });
      programs[program] = stdout.split('\n')[0]?.trim() ?? '';
    }
  }
  return { ways, left, programs };
}

/** With the `cargo-share` under test, which `createEnvironment` has put there. */
function withShare(directory: string, env: Environment): Environment {
  return { ...env, PATH: `${join(directory, 'bin')}${delimiter}${env['PATH'] ?? ''}` };
}

function onPath(program: string, env: Environment): boolean {
  return (env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
