import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from '../../test/rig/process.ts';
import type { Base } from '../peers/base.ts';
import type { Application } from './applications.ts';
import { measured } from './measured.ts';
import { readTimings, type TimedUnit } from './timings.ts';

/** What the builds in the main worktree took. */
export interface Cold {
  /** Of all commands together, seconds. */
  readonly processorSeconds: number;
  /** Each unit once, from the command that compiled it. */
  readonly units: readonly TimedUnit[];
}

/** Runs the commands in the main worktree. What it took stays beside what was built, for a run with `--main`. */
export async function coldBuilds(base: Base, { directory = '', commands }: Application, say: (line: string) => void): Promise<Cold> {
  const cwd = join(base.main, directory);
  const kept = join(cwd, 'target', 'cold.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Cold;
  await exec('cargo', ['fetch'], { cwd, env: base.env });
  let processorSeconds = 0;
  const units: TimedUnit[] = [];
  for (const command of commands) {
    say(`  cold: cargo ${command.join(' ')}`);
    const { processorSeconds: seconds } = await measured('cargo', [...command, '--timings'], { cwd, env: base.env });
    processorSeconds += seconds;
    units.push(...readTimings(cwd).filter((unit) => unit.seconds > 0));
  }
  const cold = { processorSeconds, units };
  writeFileSync(kept, JSON.stringify(cold));
  return cold;
}
