/**
 * `npm run bench:scale`: how the time of each command grows with units and with worktrees.
 *
 *   --units A,B,…      sizes (100,1000,10000,50000); units are multiplied from the demonstration's workspace
 *   --worktrees A,B,…  numbers of worktrees (1,10,100)
 *   --rounds N         rounds of what can be repeated (3)
 *   --directory DIR    where the temporary directory is made
 *   --into FILE        a JSON result of the same machine that this run goes on with
 *   --output DIR       where the results go (bench/results/scale)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { median, runTool } from '../measure.ts';
import { busyBefore } from '../peers/busy.ts';
import { openSite } from '../site.ts';
import { drawScale } from './chart.ts';
import type { Growth, Point, ScaleResult } from './result.ts';
import { formatScale } from './table.ts';
import { measureUnits, repeat } from './units.ts';
import { measureWorktrees } from './worktrees.ts';

const { values } = parseArgs({
  options: {
    units: { type: 'string', default: '100,1000,10000,50000' },
    worktrees: { type: 'string', default: '1,10,100' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
    into: { type: 'string' },
    output: { type: 'string', default: join(import.meta.dirname, '..', 'results', 'scale') },
  },
});
const numbers = (list: string): number[] => list.split(',').filter((item) => item !== '').map(Number);
const rounds = Number(values.rounds);

const site = await openSite(values.directory, undefined);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    site.dispose();
    process.exit(130);
  });
}
try {
  const { env, main } = site;
  const busy = await busyBefore();
  await exec('cargo', ['build', '-q'], { cwd: main, env });
  const startUp = median(await repeat(rounds * 3, async () => (await runTool(['--version'], { cwd: main, env })).seconds));
  const machine = await describeMachine(site.temporary, env);
  const before = values.into === undefined ? undefined : (JSON.parse(readFileSync(values.into, 'utf8')) as ScaleResult);
  const units: Point[] = [];
  const worktrees: Point[] = [];
  // After each size, so that a run that is ended early has what it has measured.
  const found = (into: Point[]) => (points: readonly Point[]): void => {
    into.push(...points);
    const now: ScaleResult = { schema: 1, rounds, machine, ...(busy === undefined ? {} : { busy }), startUp, growth: growthOf({ units, worktrees }) };
    write(before === undefined ? now : goOn(before, now));
  };
  await measureUnits(site, numbers(values.units), { rounds, onPoints: found(units) });
  await measureWorktrees(site, numbers(values.worktrees), { rounds, onPoints: found(worktrees) });
} finally {
  site.dispose();
}

function growthOf(points: Readonly<Record<Growth['by'], readonly Point[]>>): Growth[] {
  return (['units', 'worktrees'] as const).flatMap((by) => (points[by].length === 0 ? [] : [{ by, points: points[by] }]));
}

/** What was measured again is replaced. */
function goOn(before: ScaleResult, now: ScaleResult): ScaleResult {
  if (JSON.stringify(before.machine) !== JSON.stringify(now.machine)) throw new Error('the result to go on with is of another machine');
  const joined = (by: Growth['by']): Point[] => {
    const pointsBy = ({ growth }: ScaleResult): Point[] => growth.filter((one) => one.by === by).flatMap(({ points }) => points);
    const again = new Set(pointsBy(now).map(({ at }) => at));
    return [...pointsBy(before).filter(({ at }) => !again.has(at)), ...pointsBy(now)];
  };
  return { ...now, growth: growthOf({ units: joined('units'), worktrees: joined('worktrees') }) };
}

function write(result: ScaleResult): void {
  mkdirSync(values.output, { recursive: true });
  const file = join(values.output, `${new Date().toISOString().slice(0, 10)}-scale`);
  writeFileSync(`${file}.json`, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(`${file}.svg`, drawScale(result));
  process.stdout.write(`${formatScale(result)}\n`);
}
