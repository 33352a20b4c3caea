/**
 * `npm run bench`: the figures that the project promises, as ratios and medians within one run.
 *
 *   --workspace DIR   a clone of this repository instead of the demonstration's workspace
 *   --rounds N        rounds of each measurement (5)
 *   --only A,B        of start-up, init, fresh-worktree, saving, warming, collecting; the result says so in its name
 *   --directory DIR   where the temporary directory is made
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { exec } from '../test/rig/process.ts';
import { measureCollecting } from './collecting.ts';
import { formatFigures, type Figure } from './figure.ts';
import { measureFreshWorktree } from './fresh-worktree.ts';
import { measureInit } from './init.ts';
import { describeMachine } from './machine.ts';
import { measureSaving } from './saving.ts';
import { openSite, type Site } from './site.ts';
import { measureStartUp } from './start-up.ts';
import { measureWarming } from './warming.ts';

/** In this order: `init` wants nothing built. */
const MEASUREMENTS: Readonly<Record<string, (site: Site, rounds: number) => Promise<Figure[]>>> = {
  'start-up': measureStartUp,
  init: measureInit,
  'fresh-worktree': measureFreshWorktree,
  saving: measureSaving,
  warming: measureWarming,
  collecting: measureCollecting,
};
const NEED_BUILD: ReadonlySet<string> = new Set(['saving', 'warming']);

const { values } = parseArgs({
  options: {
    workspace: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
  },
});

const site = await openSite(values.directory, values.workspace);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    site.dispose();
    process.exit(130);
  });
}
try {
  const wanted = values.only?.split(',') ?? Object.keys(MEASUREMENTS);
  const figures: Figure[] = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (!wanted.includes(name)) continue;
    process.stdout.write(`${name} …\n`);
    if (NEED_BUILD.has(name)) await exec('cargo', ['build', '-q'], { cwd: site.main, env: site.env });
    figures.push(...(await measure(site, Number(values.rounds))));
  }
  const name = values.workspace === undefined ? 'demo' : basename(values.workspace);
  const machine = await describeMachine(site.temporary, site.env);
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const part = values.only === undefined ? '' : `-${values.only.replaceAll(',', '-')}`;
  const file = join(results, `${new Date().toISOString().slice(0, 10)}-${name}${part}.json`);
  writeFileSync(file, `${JSON.stringify({ schema: 1, workspace: name, rounds: Number(values.rounds), machine, figures }, null, 2)}\n`);
  process.stdout.write(`\n${formatFigures(figures)}\nwritten to bench/results/${basename(file)}\n`);
} finally {
  site.dispose();
}
