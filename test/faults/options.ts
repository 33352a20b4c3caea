import { parseArgs } from 'node:util';
import { tmpdir } from 'node:os';
import { OPERATIONS, type Operation } from './operations.ts';
import { shortName } from './results.ts';
import type { Family } from './trace.ts';

/** What `npm run faults` was asked for. */
export interface Options {
  readonly operations: readonly Operation[];
  /** The calls that faults meet. */
  readonly family: Family;
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
      calls: { type: 'string', default: 'changing' },
      lanes: { type: 'string', default: '2' },
      minutes: { type: 'string' },
      output: { type: 'string' },
      directory: { type: 'string', default: tmpdir() },
    },
  });
  const names = values.operations?.split(',');
  const operations = OPERATIONS.filter(({ name }) => names === undefined || names.includes(shortName(name)));
  if (operations.length === 0) throw new Error(`operations are ${OPERATIONS.map(({ name }) => shortName(name)).join(', ')}`);
  if (values.calls !== 'changing' && values.calls !== 'reading') throw new Error('calls are changing or reading');
  return {
    operations,
    family: values.calls,
    lanes: Number(values.lanes),
    minutes: values.minutes === undefined ? Infinity : Number(values.minutes),
    output: values.output,
    directory: values.directory,
  };
}
