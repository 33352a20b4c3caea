/**
 * `npm run bench:peers`: every way to get a second worktree built, side by side on one workspace.
 * docs/benchmarks.md says what the scenarios are.
 *
 *   --workspace DIR   a clone of this repository (default: the demonstration's workspace)
 *   --name NAME       what the results are called (default: the directory's name)
 *   --rounds N        rounds of each scenario, ways in turn within each (3)
 *   --only LETTERS    of a b c d e f g r (all)
 *   --ways A,B        of the names in the tables (all that are installed)
 *   --worktrees N     worktrees of the disk scenario (10), unless they take longer than
 *   --patience S      seconds (60)
 *   --minutes M       after these no way begins another scenario (no limit)
 *   --peers DIR       programs beside those on PATH (bench/.peers/bin, where bench/install-peers puts them)
 *   --directory DIR   where the temporary directory is made; its file system is what is measured
 *   --into FILE       a JSON result of the same commit and machine that this run goes on with
 *   --output DIR      where the results go (bench/results/peers)
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createEnvironment } from '../../test/rig/environment.ts';
import { exec, type Environment } from '../../test/rig/process.ts';
import { lieApart } from '../../test/support/apart.ts';
import { describeMachine } from '../machine.ts';
import { busyBefore } from './busy.ts';
import { drawChart } from './chart.ts';
import { joinResults } from './join.ts';
import { readOptions, type Options } from './options.ts';
import { findPrograms } from './programs.ts';
import type { PeersResult } from './result.ts';
import { runAll, type Cleanup, type Measurements } from './run.ts';
import { formatTables } from './table.ts';

const options = readOptions();
const common = realpathSync(mkdtempSync(join(options.directory, 'peers-')));
lieApart(common);
const cleanup: Cleanup = [];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function cleanUp(): Promise<void> {
  // One that fails must not keep the others from being done; a compiler that still runs may write for a while.
  for (const act of cleanup.toReversed()) await act().catch((error: unknown) => say(`clean-up: ${String(error)}`));
  rmSync(common, { recursive: true, force: true, maxRetries: 60, retryDelay: 500 });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
}
try {
  const env = { ...createEnvironment(common), PATH: `${process.env['PATH'] ?? ''}:${options.peers}` };
  await main(env);
} finally {
  await cleanUp();
}

async function main(env: Environment): Promise<void> {
  const busy = await busyBefore();
  if (busy !== undefined) say(`note: ${busy}`);
  const source = await sourceRepository(options, env);
  const { ways, left, programs } = await findPrograms(options.ways, common, env);
  for (const { way, why } of left) say(`left out: ${way}: ${why}`);
  const started = performance.now();
  const day = new Date().toISOString().slice(0, 10);
  const about = {
    schema: 1 as const,
    workspace: options.name,
    commit: (await exec('git', ['describe', '--always', '--tags'], { cwd: source, env })).stdout.trim(),
    machine: await describeMachine(common, env),
    pieces: [{ day, only: options.only, rounds: options.rounds, ways: ways.map(({ name }) => name), ...(busy === undefined ? {} : { busy }) }],
    programs,
    ways: ways.map(({ name }) => name),
    left,
  };
  const before = options.into === undefined ? undefined : (JSON.parse(readFileSync(options.into, 'utf8')) as PeersResult);
  const file = join(options.output, `${day}-${options.name}`);
  const keep = (measured: Measurements): string => {
    const now: PeersResult = { ...about, seconds: (performance.now() - started) / 1000, ...measured };
    return write(file, before === undefined ? now : joinResults(before, now));
  };
  const tables = keep(await runAll({ options, started, source, common, env, cleanup, say, keep }, ways));
  say(`\n${tables}\nwritten: ${basename(file)}.json, .md, .svg`);
}

/** Gives the tables. */
function write(file: string, result: PeersResult): string {
  const tables = formatTables(result);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.json`, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(`${file}.md`, tables);
  writeFileSync(`${file}.svg`, drawChart(result));
  return tables;
}

/** The repository that bases are cloned from. */
async function sourceRepository({ workspace }: Options, env: Environment): Promise<string> {
  if (workspace !== undefined) return realpathSync(workspace);
  const source = join(common, 'demo');
  cpSync(join(import.meta.dirname, '..', '..', 'demo', 'workspace'), source, { recursive: true });
  for (const args of [['init', '-q', '-b', 'main'], ['add', '-A'], ['commit', '-q', '-m', 'Workspace']]) {
    await exec('git', args, { cwd: source, env });
  }
  return source;
}
