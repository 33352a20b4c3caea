import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { count } from '../../src/report/bytes.ts';
import type { ScaleResult } from './result.ts';
import { formatScale } from './table.ts';

export interface NamedScale {
  readonly file: string;
  readonly result: ScaleResult;
}

/** File names begin with the day. */
export function newestScale(directory: string): NamedScale | undefined {
  const newest = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')).toSorted().at(-1) : undefined;
  if (newest === undefined) return undefined;
  return { file: newest.slice(0, -'.json'.length), result: JSON.parse(readFileSync(join(directory, newest), 'utf8')) as ScaleResult };
}

/** Nothing without a result. */
export function scaleSection(newest: NamedScale | undefined, folder: string): string {
  if (newest === undefined) return '';
  const { machine: m, rounds, busy } = newest.result;
  return [
    formatScale(newest.result),
    `![Lines of the seconds of each command by units and by worktrees; the figures are in the tables](${folder}/${newest.file}.svg)`,
    '',
    `Medians of ${count(rounds, 'round')}; ${m.system}, ${m.cores} cores (${m.processor}), ${m.fileSystem}; Node ${m.node}.${busy === undefined ? '' : ` When the run began, ${busy}.`}`,
    '',
  ].join('\n');
}
