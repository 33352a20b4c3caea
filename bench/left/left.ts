/**
 * `npm run bench:left -- DIR…`: what a fresh worktree of each clone still leaves to cargo, and why.
 *
 *   DIR…              clones of real repositories; they are cloned once more and stay as they are
 *   --directory DIR   where the temporary directories are made
 *   --output DIR      where the results go (bench/results/left); the page docs/left-to-cargo.md is made from all of them
 *   --quick           leave out the comparison of two builds from scratch
 *   --keep            leave the temporary directories, and name them
 *   --main            DIR is such a one's `main`: it is built, and is taken as it is
 *   --name NAME       of the workspace; else that of DIR
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { openBase } from '../peers/base.ts';
import { ANY, APPLICATIONS } from './applications.ts';
import { comparePlaces } from './compare.ts';
import { lookAtWhatIsLeft } from './look.ts';
import { writePage } from './page.ts';
import type { LeftResult } from './result.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string', default: join(ROOT, 'bench', 'results', 'left') },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    main: { type: 'boolean', default: false },
    name: { type: 'string' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (positionals.length === 0) throw new Error('name at least one clone of a repository');

for (const directory of positionals) {
  // One that does not build must not keep the others from being looked at.
  await lookAt(realpathSync(directory)).catch((error: unknown) => {
    say(`  failed: ${String(error).split('\n').slice(0, 12).join('\n  ')}`);
    process.exitCode = 1;
  });
}
writePage(resolve(values.output));

async function lookAt(source: string): Promise<void> {
  const workspace = values.name ?? basename(values.main ? dirname(source) : source);
  const application = APPLICATIONS[workspace] ?? ANY;
  const root = dirname(source);
  const common = values.main ? dirname(root) : realpathSync(mkdtempSync(join(values.directory, 'left-')));
  say(`${workspace}${values.keep ? ` in ${common}` : ''}`);
  try {
    const opened = await openBase({ name: values.main ? basename(root) : workspace, source: values.main ? undefined : source, common, programs: '' });
    const base = values.main ? { ...opened, main: source } : opened;
    const started = performance.now();
    const looked = await lookAtWhatIsLeft(base, application, say);
    const described = async (cwd: string): Promise<string> =>
      (await exec('git', ['describe', '--always', '--tags'], { cwd, env: base.env })).stdout.trim();
    const result: LeftResult = {
      schema: 2,
      workspace,
      kind: application.kind,
      commit: await described(base.main),
      share: await described(ROOT),
      seconds: (performance.now() - started) / 1000,
      machine: await describeMachine(common, base.env),
      ...looked,
      compared: values.quick ? null : await comparePlaces(base, application, say),
    };
    mkdirSync(values.output, { recursive: true });
    writeFileSync(join(values.output, `${workspace}.json`), `${JSON.stringify(result, null, 2)}\n`);
    for (const { command, units, left } of looked.commands) say(`  ${command}: ${left.length} of ${units} units left to cargo`);
  } finally {
    if (!values.keep && !values.main) rmSync(common, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
