/**
 * Every fault at every changing system call of each command, or with `--calls reading` every error at the calls that only
 * look. `npm run faults -- --operations save,init --lanes 2 --minutes 10 --output test/faults/results`: what the folder
 * holds already is not tried again, so it can be done in parts.
 * Status 0: all were survived. 1: else.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../../bench/machine.ts';
import { saveResults } from '../campaign/results.ts';
import { commitHere } from '../campaign/runner.ts';
import { prepareOnDisk, withoutDisk } from './disk.ts';
import { callName, faultKind, type Fault } from './faults.ts';
import type { Operation } from './operations.ts';
import { readOptions, type Options } from './options.ts';
import { prepareByCommands, type Prepared } from './prepared.ts';
import { fileName, rowsOf, type FaultResults, type Row } from './results.ts';
import { faultsOf, tryFault } from './try-fault.ts';
import { withoutPlace } from '../support/without-place.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(options: Options): Promise<boolean> {
  const reason = withoutDisk();
  if (reason !== undefined) say(`each state is made anew, which takes longer: ${reason}`);
  const prepare = reason === undefined ? prepareOnDisk : prepareByCommands;
  const end = performance.now() + options.minutes * 60_000;
  const queue = [...options.operations];
  const failed: boolean[] = [];
  const lane = async (): Promise<void> => {
    for (let operation = queue.shift(); operation !== undefined && performance.now() < end; operation = queue.shift()) {
      const prepared = await prepare(operation, options.directory);
      try {
        failed.push((await tryAll(operation, prepared, { ...options, end })).failures.length > 0);
      } finally {
        await prepared.dispose();
      }
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return !failed.includes(true);
}

async function tryAll(operation: Operation, prepared: Prepared, o: Options & { readonly end: number }): Promise<FaultResults> {
  const rows = rowsOf(await faultsOf(operation, prepared, o.family));
  const file = o.output === undefined ? undefined : join(o.output, fileName(operation.name, o.family));
  const results = (file === undefined ? undefined : begun(file)) ?? {
    schema: 1,
    machine: await describeMachine((await prepared.again()).bench.rig.temporary, process.env),
    commit: commitHere(),
    started: new Date().toISOString(),
    operation: operation.name,
    family: o.family,
    faults: rows.flat().length,
    seconds: 0,
    rows: [],
    failures: [],
  };
  results.commit = [...new Set([...results.commit.split(', '), commitHere()])].join(', ');
  const left = rows.filter((row) => !results.rows.some((done) => isRowOf(done, row)));
  const sum = (of: 'tried' | 'survived' | 'missed'): number => results.rows.reduce((all, row) => all + row[of], 0);
  // A command that has changed since the first part makes other calls.
  results.faults = sum('tried') + left.flat().length;
  for (const faults of left) {
    if (performance.now() >= o.end) break;
    const began = performance.now();
    results.rows.push(await tryRow(operation, faults, { prepared, results }));
    results.seconds += Math.round((performance.now() - began) / 1000);
    if (file !== undefined) saveResults(file, results);
  }
  if (file !== undefined) saveResults(file, results);
  say(`${operation.name}: ${sum('tried')} of ${results.faults} tried, ${sum('survived')} survived, ${sum('missed')} met another call, in ${results.seconds} s`);
  return results;
}

function begun(file: string): FaultResults | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FaultResults) : undefined;
}

function isRowOf(row: Row, [first]: readonly Fault[]): boolean {
  return first !== undefined && row.call === callName(first.step) && row.fault === faultKind(first);
}

async function tryRow(operation: Operation, faults: readonly Fault[], o: { readonly prepared: Prepared; readonly results: FaultResults }): Promise<Row> {
  const counts = { survived: 0, missed: 0 };
  for (const fault of faults) {
    try {
      counts[await tryFault(operation, fault, o.prepared)] += 1;
    } catch (error) {
      const { message, cause } = error as Error;
      o.results.failures.push({ fault: withoutPlace(message), why: withoutPlace(String(cause)) });
      say(`${message}: ${String(cause)}`);
    }
  }
  const call = callName(faults[0]!.step);
  say(`${operation.name}: ${call} ${faultKind(faults[0]!)}: ${counts.survived} of ${faults.length}`);
  return { call, fault: faultKind(faults[0]!), tried: faults.length, ...counts };
}

process.exitCode = (await main(readOptions(process.argv.slice(2)))) ? 0 : 1;
