import type { Machine } from '../../bench/machine.ts';
import { callName, faultKind, type Fault } from './faults.ts';
import type { Family } from './trace.ts';

/** One kind of fault at one kind of call: every place in the operation where the call is made was tried. */
export interface Row {
  readonly call: string;
  /** `killed`, the error's name, and so on: see `faultKind`. */
  readonly fault: string;
  readonly tried: number;
  readonly survived: number;
  /** Met another call than was meant: the count of calls can be off by a few. */
  readonly missed: number;
}

export interface FaultResults {
  readonly schema: 1;
  readonly machine: Machine;
  /** The commits of cargo-share that were tested, with commas: a run may be gone on with at a later one. */
  commit: string;
  readonly started: string;
  readonly operation: string;
  /** Of the calls that were met; those that change something unless given. */
  readonly family?: Family;
  /** Faults that there are, and with them all `rows` there will be. */
  faults: number;
  /** Seconds so far. */
  seconds: number;
  readonly rows: Row[];
  readonly failures: { readonly fault: string; readonly why: string }[];
}

/** The faults in rows: who is killed first, then a full disk, then the rest. */
export function rowsOf(faults: readonly Fault[]): Fault[][] {
  const rows = new Map<string, Fault[]>();
  for (const fault of faults) {
    const name = `${callName(fault.step)} ${faultKind(fault)}`;
    rows.set(name, [...(rows.get(name) ?? []), fault]);
  }
  const urgency = ([first]: readonly Fault[]): number => ['killed', 'ENOSPC'].indexOf(first === undefined ? '' : faultKind(first)) >>> 0;
  return [...rows.values()].sort((one, other) => urgency(one) - urgency(other));
}

/** An operation's name in one word, as it is given on the command line. */
export function shortName(operation: string): string {
  return operation.toLowerCase().replaceAll(/[^a-z]+/g, '-').replaceAll(/^-|-$/g, '');
}

/** Where the results of an operation's faults stand. */
export function fileName(operation: string, family: Family): string {
  return `${family === 'reading' ? 'reading-' : ''}${shortName(operation)}.json`;
}
