/**
 * `npm run matrix [-- CRATE…]`: public crates that read something while cargo builds, each in a small workspace: the same
 * inputs in another worktree, and each input changed.
 *
 *   CRATE…            those alone
 *   --directory DIR   where the temporary directories are made
 *   --output DIR      where the results go (bench/results/matrix); the page docs/matrix.md is made from all of them
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { ENTRIES } from './entries.ts';
import type { MatrixEntry } from './entry.ts';
import { writePage } from './page.ts';
import type { MatrixResult } from './result.ts';
import { runEntry } from './run-entry.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string', default: join(ROOT, 'bench', 'results', 'matrix') },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const unknown = positionals.filter((name) => !ENTRIES.some(({ crate }) => crate === name));
if (unknown.length > 0) throw new Error(`no entry for ${unknown.join(', ')}`);

for (const entry of ENTRIES) {
  if (positionals.length > 0 && !positionals.includes(entry.crate)) continue;
  // One that does not build must not keep the others from being tried.
  await measure(entry).catch((error: unknown) => {
    say(`  failed: ${String(error).split('\n').slice(0, 40).join('\n  ')}`);
    process.exitCode = 1;
  });
}
writePage(resolve(values.output));

async function measure(entry: MatrixEntry): Promise<void> {
  say(entry.crate);
  const directory = realpathSync(mkdtempSync(join(values.directory, 'matrix-')));
  try {
    const started = performance.now();
    const found = await runEntry(entry, { directory, say });
    const commit = (await exec('git', ['describe', '--always', '--tags'], { cwd: ROOT, env: process.env })).stdout.trim();
    const seconds = (performance.now() - started) / 1000;
    const result: MatrixResult = { schema: 1, crate: entry.crate, runs: entry.runs, share: commit, seconds, machine: await describeMachine(directory, process.env), ...found };
    mkdirSync(values.output, { recursive: true });
    // No path of this machine goes into a result.
    const text = JSON.stringify(result, null, 2).replaceAll(directory, '<run>').replaceAll(`${homedir()}/`, '~/');
    writeFileSync(join(values.output, `${entry.crate}.json`), `${text}\n`);
    say(`  ${seconds.toFixed(0)} s`);
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
