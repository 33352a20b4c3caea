import { mkdirSync } from 'node:fs';
import { exec } from '../../../test/rig/process.ts';
import { disposeBase, openBase, settle, type Base } from '../base.ts';
import { openTrial } from '../trial.ts';
import type { Way } from '../way.ts';
import type { Measured } from './scenario.ts';

/** Ways whose cold build differs from another's: the first of each base, and those whose hooks stand in the clone. */
export function coldWays(ways: readonly Way[]): Way[] {
  return ways.filter((way, index) => way.cached === undefined && (way.hooks === true || ways.findIndex(({ base }) => base === way.base) === index));
}

export interface ColdOptions {
  readonly way: Way;
  /** The repository to clone. */
  readonly source: string;
  /** Is made, and removed at the end: what bases have in common, as a cache, must be empty too. */
  readonly directory: string;
  readonly programs: string;
}

/** (g): the first build in a clone that the way is set up in, with empty caches. */
export async function measureCold({ way, source, directory, programs }: ColdOptions): Promise<Measured> {
  mkdirSync(directory, { recursive: true });
  const base = await openBase({ name: 'cold', source, common: directory, programs });
  const { build, env } = openTrial(way, base);
  try {
    await way.setUp?.(base, env);
    if (way.hooks === true) await way.enable?.(base, env);
    await exec('cargo', ['fetch', '-q', '--locked'], { cwd: base.main, env });
    const { seconds, run } = await build(base.main, ['build']);
    return { measure: 'first worktree, cold', value: seconds, compiled: run.compiled.length };
  } finally {
    await end(way, base);
  }
}

async function end(way: Way, base: Base): Promise<void> {
  await way.tearDown?.(base, openTrial(way, base).env);
  await settle(base);
  disposeBase({ ...base, root: base.common });
}
