/**
 * `npm run bench:situations`: small repositories whose scripts and macros read something, each with one thing changed in a
 * second worktree, and the alternatives on the same ones. docs/situations.md says what is compared.
 *
 *   --only TEXT       situations whose name contains this
 *   --ways A,B        of the names in the table (all that are installed)
 *   --peers DIR       programs beside those on PATH (bench/.peers/bin, where bench/install-peers puts them)
 *   --directory DIR   where the temporary directory is made
 *   --output FILE     where the result goes (bench/results/situations/all.json); docs/situations.md is made from it
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEnvironment } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { lieApart } from '../../test/support/apart.ts';
import { describeMachine } from '../machine.ts';
import { findPrograms } from '../peers/programs.ts';
import type { Way } from '../peers/way.ts';
import { cargoSharedTarget, copy, linkCopy, plain, worktrunk } from '../peers/ways/copies.ts';
import { linked } from '../peers/ways/ours.ts';
import { recipe } from '../peers/ways/shared-directory.ts';
import { kache, mbx, sccache } from '../peers/ways/wrappers.ts';
import { SITUATIONS } from './all.ts';
import { RESULT } from './page.ts';
import type { Outcome, SituationsResult } from './result.ts';
import { NOTHING, type Situation } from './situation.ts';
import { makeSource } from './source.ts';
import { tryWay } from './try-way.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Plain cargo comes first: builds from scratch begin with what it has built. */
const WAYS: readonly Way[] = [plain, linked, recipe, sccache, kache, mbx, worktrunk, cargoSharedTarget, copy, linkCopy];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    ways: { type: 'string' },
    peers: { type: 'string', default: join(ROOT, 'bench', '.peers', 'bin') },
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string', default: RESULT },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const common = realpathSync(mkdtempSync(join(values.directory, 'situations-')));
lieApart(common);
try {
  await main();
} finally {
  rmSync(common, { recursive: true, force: true, maxRetries: 60, retryDelay: 500 });
}

async function main(): Promise<void> {
  const started = performance.now();
  const env = { ...createEnvironment(common), PATH: `${process.env['PATH'] ?? ''}:${values.peers}` };
  const named = values.ways?.split(',');
  const { ways, left, programs } = await findPrograms(WAYS.filter((way) => way === plain || (named?.includes(way.name) ?? true)), common, env);
  for (const { way, why } of left) say(`left out: ${way}: ${why}`);
  const outcomes: Outcome[] = [];
  for (const situation of SITUATIONS.filter(({ name }) => name.includes(values.only))) outcomes.push(...(await trySituation(situation, ways)));
  const share = (await exec('git', ['describe', '--always', '--tags'], { cwd: ROOT, env: process.env })).stdout.trim();
  const seconds = (performance.now() - started) / 1000;
  const result: SituationsResult = { schema: 1, share, seconds, machine: await describeMachine(common, env), programs, left, ways: ways.map(({ name }) => name), outcomes };
  mkdirSync(dirname(values.output), { recursive: true });
  writeFileSync(values.output, `${JSON.stringify(result, null, 1)}\n`);
  say(`written after ${seconds.toFixed(0)} s: ${outcomes.length} second worktrees`);
}

async function trySituation(situation: Situation, ways: readonly Way[]): Promise<Outcome[]> {
  say(situation.name);
  const place = join(common, 'situation');
  const source = join(place, 'source');
  mkdirSync(source, { recursive: true });
  const env = createEnvironment(place);
  // What is edited before warming asks for a command of ours; that is the matrix's.
  const changes = situation.changes.filter((change) => change.by !== 'edit' || change.when === 'after warming');
  const differences = [NOTHING, ...changes];
  await makeSource(situation, differences, { directory: source, env });
  const outcomes: Outcome[] = [];
  for (const way of ways) {
    // A way that breaks a git command or its own set-up must not keep the others from being tried.
    const tried = await tryWay(way, { source, situation, differences, common: place, programs: values.peers, scratch: join(place, 'scratch') }).catch((error: unknown): Outcome[] => {
      say(`  ${way.name}: ${String(error).split('\n').slice(0, 4).join(' ')}`);
      return [{ way: way.name, situation: situation.name, difference: 'set up', verdict: 'broken', compiled: 0 }];
    });
    outcomes.push(...tried);
    say(`  ${way.name}: ${tried.map(({ difference, verdict, compiled }) => `${difference}: ${verdict}, ${compiled}`).join('; ')}`);
  }
  rmSync(place, { recursive: true, force: true, maxRetries: 60, retryDelay: 500 });
  return outcomes;
}
