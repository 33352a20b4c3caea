/**
 * `npm run demo`: a real workspace, built; a second worktree, warmed by the hook; the first build there.
 * Uses the public commands only, keeps everything in one temporary directory, and removes it, also on Ctrl-C.
 * `--directory DIR` puts that directory elsewhere than the system's temporary one.
 */
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCargoRun, type CargoRun } from '../test/rig/cargo-output.ts';
import type { StatusDocument } from '../test/rig/documents.ts';
import { createEnvironment } from '../test/rig/environment.ts';
import { exec, type Environment } from '../test/rig/process.ts';
import { startStep } from './progress.ts';
import { formatBytes, formatTable } from './table.ts';

interface Stage {
  readonly temporary: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

async function build(stage: Stage, step: string, cwd: string): Promise<{ run: CargoRun; seconds: number }> {
  const progress = startStep(step);
  const run = parseCargoRun(await exec('cargo', ['build', '--color', 'never'], { ...stage, cwd, onStderr: progress.onStderr }));
  return { run, seconds: progress.end(`${run.compiled.length} crates compiled`) };
}

async function timed(stage: Stage, step: string, cwd: string, command: readonly [string, ...string[]]): Promise<number> {
  const progress = startStep(step);
  const [program, ...args] = command;
  await exec(program, args, { ...stage, cwd });
  return progress.end();
}

async function makeRepository(stage: Stage): Promise<string> {
  const main = join(stage.temporary, 'main');
  cpSync(join(import.meta.dirname, 'workspace'), main, { recursive: true });
  const git = (...args: readonly string[]): Promise<unknown> => exec('git', args, { ...stage, cwd: main });
  await git('init', '-q', '-b', 'main');
  await git('add', '-A');
  await git('commit', '-q', '-m', 'Workspace');
  return main;
}

async function demonstrate(stage: Stage): Promise<string> {
  const main = await makeRepository(stage);
  const second = join(stage.temporary, 'second');
  await timed(stage, 'cargo fetch', main, ['cargo', 'fetch', '--locked', '-q']);
  const cold = await build(stage, 'cargo build, from nothing', main);
  await timed(stage, 'cargo share init', main, ['cargo-share', 'init']);
  const add = await timed(stage, 'git worktree add ../second', main, ['git', 'worktree', 'add', '-q', second]);
  const afterwards = await exec('cargo-share', ['--json', 'status'], { ...stage, cwd: second });
  const status = JSON.parse(afterwards.stdout) as StatusDocument;
  const first = await build(stage, 'cargo build, in the second worktree', second);
  const [here, there] = await Promise.all(
    [main, second].map(async (cwd) => (await exec(join(cwd, 'target/debug/app'), [], { ...stage, cwd })).stdout),
  );
  const worktree = status.worktrees.find(({ path }) => path === second);
  return formatTable([
    ['cold build', `${cold.seconds.toFixed(2)} s`],
    ['warmed worktree and first build', `${(add + first.seconds).toFixed(2)} s`],
    ['ratio', `${(cold.seconds / (add + first.seconds)).toFixed(0)}x`],
    ['units reused', `${worktree?.units.shared ?? 0} of ${worktree?.units.total ?? 0}`],
    ['crates compiled there', `${first.run.compiled.length}`],
    ['target directory, logical', formatBytes(worktree?.bytes.logical ?? 0)],
    ['physical bytes added', formatBytes(worktree?.bytes.exclusive ?? 0)],
    ['the programs print the same', here === there ? 'yes' : 'NO'],
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { directory: { type: 'string', default: tmpdir() } } });
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => abort.abort());
  const temporary = realpathSync(mkdtempSync(join(values.directory, 'cargo-share-demo-')));
  try {
    const table = await demonstrate({ temporary, env: createEnvironment(temporary), signal: abort.signal });
    process.stdout.write(`\n${table}`);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.stdout.write('\n  stopped\n');
    process.exitCode = 130;
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

await main();
