/**
 * Many operations at once on one clone and one store. `npm run concurrency -- --operations N --processes P --seed S`.
 * Status 0: none failed or hung, every program was right, the store whole and what a run in a line gives. 1: else.
 */
import { describeMachine } from '../../bench/machine.ts';
import { commitHere } from '../campaign/runner.ts';
import { saveResults } from '../campaign/results.ts';
import { readOptions, type Options } from './options.ts';
import { tallyLines } from './report.ts';
import type { Failure, Results } from './results.ts';
import { runLayout } from './runner.ts';
import { withoutPlace } from '../support/without-place.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(options: Options): Promise<boolean> {
  const began = performance.now();
  const results: Results = {
    schema: 1,
    machine: await describeMachine(options.directory, process.env),
    commit: commitHere(),
    started: new Date().toISOString(),
    seed: options.seed,
    processes: options.processes,
    seconds: 0,
    layouts: {},
    failures: [],
  };
  say(`seed ${options.seed}`);
  const failed = (failure: Failure): void => {
    results.failures.push({ ...failure, why: withoutPlace(failure.why) });
    say(JSON.stringify(failure));
  };
  const each = Math.ceil(options.operations / options.layouts.length);
  for (const layout of options.layouts) {
    const tally = await runLayout({
      ...options,
      layout,
      operations: each,
      failed,
      looked: (so) => {
        results.layouts[layout] = so;
        results.seconds = Math.round((performance.now() - began) / 1000);
        say(`${results.seconds} s: ${layout}, round ${so.rounds}, ${results.failures.length} failures`);
        if (options.output !== undefined) saveResults(options.output, results);
      },
    });
    for (const line of tallyLines(layout, tally)) say(line);
  }
  return results.failures.length === 0;
}

process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
