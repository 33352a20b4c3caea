/**
 * Bytes that nobody would write, for everything that reads what others wrote.
 * `npm run properties -- --inputs N --seed S --output FILE`. Status 0: none crashed, hung or broke a promise.
 */
import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { describeMachine } from '../../bench/machine.ts';
import { saveResults } from '../campaign/results.ts';
import { commitHere } from '../campaign/runner.ts';
import { fixture } from '../rig/fixture.ts';
import { createRig, type Rig } from '../rig/rig.ts';
import { CODECS } from './codecs.ts';
import type { PropertyResults } from './results.ts';
import { realFiles } from './samples.ts';
import { tryCodec } from './try-codec.ts';

const { values } = parseArgs({ options: { inputs: { type: 'string' }, seed: { type: 'string' }, output: { type: 'string' } } });
const inputs = Number(values.inputs ?? 100_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const rigs: Rig[] = [];
const results: PropertyResults = { schema: 1, machine: await describeMachine(tmpdir(), process.env), commit: commitHere(), started: new Date().toISOString(), seed, codecs: {} };
say(`seed ${seed}`);
try {
  const real = await realFiles(async (options) => {
    const rig = await createRig(options);
    rigs.push(rig);
    return rig;
  }, fixture('real-workspace'));
  let failed = false;
  for (const codec of CODECS) {
    try {
      const tally = tryCodec(codec, real, { inputs: Math.ceil(inputs / CODECS.length), seed });
      results.codecs[codec.name] = tally;
      if (values.output !== undefined) saveResults(values.output, results);
      say(`${codec.name}: ${tally.inputs} inputs, ${tally.real} real files, the slowest ${tally.slowestMs.toFixed(1)} ms`);
    } catch (error) {
      failed = true;
      say(error instanceof Error ? `${codec.name}: ${error.message}` : String(error));
    }
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  for (const rig of rigs) await rig.dispose();
}
