/**
 * `npm run bench:beyond -- WHAT [WORKSPACE…]`: other clones, containers and remotes, measured on clones of real repositories.
 *
 *   clones DIR DIR=OTHER…   a fresh clone warmed from another clone of itself, or of another project
 *   store                   warming from a store of 50,000 units
 *   remote DIR…             a fresh container from a directory and from S3 (versitygw on PATH), against sccache with that S3
 *   line                    fetching 236 units at 50 ms and 100 Mbit/s; root, versitygw on PATH
 *   lies [DIR]              a server that lies `--faults` times; a small workspace of its own
 *   systems ROOT            this system and the one below ROOT (`debootstrap --variant=minbase --include=gcc,libc6-dev,git
 *                           trixie ROOT`), each from the other one; root; that small workspace
 *
 *   --rounds N              (3)
 *   --faults N, --seed N    (1000, 1)
 *   --directory DIR         where the temporary directories are made
 *   --output DIR            where the results go (bench/results/beyond)
 */
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEnvironment } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { formatFigures, type Figure } from '../figure.ts';
import { describeMachine } from '../machine.ts';
import { busyBefore } from '../peers/busy.ts';
import { measureClones, nameOf } from './clones.ts';
import { measureLies } from './lies.ts';
import { measureLine } from './line.ts';
import { measureRemote } from './remote.ts';
import { MEASURED, type BeyondResult, type Measured } from './result.ts';
import { smallWorkspace } from './small-workspace.ts';
import { measureStore } from './store.ts';
import { measureSystems } from './systems.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    faults: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string', default: join(import.meta.dirname, '..', 'results', 'beyond') },
  },
});
const [asked, ...places] = positionals;
const what = MEASURED.find((one) => one === asked);
if (what === undefined) throw new Error(`what is to be measured: ${MEASURED.join(', ')}`);
const rounds = Number(values.rounds);
for (const place of places.length === 0 ? [undefined] : places) await measure(what, place);

async function measure(kind: Measured, place: string | undefined): Promise<void> {
  const temporary = realpathSync(mkdtempSync(join(values.directory, 'cargo-share-beyond-')));
  const clear = (): void => rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const interrupted = (): void => {
    clear();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    const busy = await busyBefore();
    const machine = await describeMachine(temporary, createEnvironment(join(temporary, 'environment')));
    const { name, figures } = await figuresOf(kind, place, temporary);
    const result: BeyondResult = { schema: 1, what: kind, name, machine, ...(busy === undefined ? {} : { busy }), figures };
    mkdirSync(values.output, { recursive: true });
    const file = join(values.output, `${new Date().toISOString().slice(0, 10)}-${kind}-${name.replaceAll(' → ', '-').replaceAll(' ', '-')}.json`);
    writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
    process.stdout.write(`${kind}, ${name}${busy === undefined ? '' : `; ${busy}`}\n${formatFigures(figures)}\n`);
  } finally {
    process.removeListener('SIGINT', interrupted);
    clear();
  }
}

async function figuresOf(kind: Measured, place: string | undefined, temporary: string): Promise<{ readonly name: string; readonly figures: readonly Figure[] }> {
  switch (kind) {
    case 'clones':
      return measureClones(needed(place), temporary);
    case 'store':
      return { name: 'demo', figures: await measureStore(temporary, rounds) };
    case 'remote':
      return { name: nameOf(needed(place)), figures: await measureRemote(needed(place), temporary, rounds) };
    case 'line':
      return { name: '236 units', figures: await measureLine(temporary, rounds) };
    case 'lies':
      return { name: nameOf(place ?? 'small'), figures: await measureLies(place ?? (await smallRepository(temporary)), temporary, { faults: Number(values.faults), seed: Number(values.seed) }) };
    case 'systems':
      return { name: 'small', figures: await measureSystems(await smallRepository(temporary), { root: needed(place), common: temporary }) };
  }
}

function needed(place: string | undefined): string {
  if (place === undefined) throw new Error('of which clone?');
  return place;
}

function smallRepository(temporary: string): Promise<string> {
  return repositoryOf(temporary, (path) => {
    for (const [name, text] of Object.entries(smallWorkspace())) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  });
}

async function repositoryOf(temporary: string, fill: (path: string) => void): Promise<string> {
  const path = join(temporary, 'source');
  const env = createEnvironment(join(temporary, 'environment'));
  mkdirSync(path);
  fill(path);
  if (!existsSync(join(path, 'Cargo.lock'))) await exec('cargo', ['generate-lockfile', '-q'], { cwd: path, env });
  for (const args of [['init', '-q', '-b', 'main'], ['add', '-A'], ['commit', '-q', '-m', 'Start']]) await exec('git', args, { cwd: path, env });
  return path;
}
