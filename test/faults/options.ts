import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { OPERATIONS, type Operation } from './operations.ts';
import { fileName } from './results.ts';

/** What `npm run faults` was asked for. */
export interface Options {
  readonly operations: readonly Operation[];
  /** Operations at once, each on a disk of its own. */
  readonly lanes: number;
  /** No row of faults is begun later than this. */
  readonly minutes: number;
  /** Folder of the results; what is there already is not tried again. Nothing is saved unless given. */
  readonly output: string | undefined;
  /** Where the temporary disks are made. */
  readonly directory: string;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      operations: { type: 'string' },
      lanes: { type: 'string', default: '2' },
      minutes: { type: 'string' },
      output: { type: 'string' },
      directory: { type: 'string', default: tmpdir() },
    },
  });
  const names = values.operations?.split(',');
  const operations = OPERATIONS.filter(({ name }) => names === undefined || names.includes(fileName(name).replace('.json', '')));
  if (operations.length === 0) throw new Error(`operations are ${OPERATIONS.map(({ name }) => fileName(name).replace('.json', '')).join(', ')}`);
  return {
    operations,
    lanes: Number(values.lanes),
    minutes: values.minutes === undefined ? Infinity : Number(values.minutes),
    output: values.output,
    directory: values.directory,
  };
}
