import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parseSize } from '../engine/clone/amounts.ts';
import type { FindingKind } from '../commands/reclaim/finding.ts';

const KINDS = ['stale', 'orphaned', 'shadowed', 'duplicate'] as const satisfies readonly FindingKind[];

/** `stale,orphaned` */
export function kindsOf(text: string): FindingKind[] {
  return text.split(',').map((name) => {
    const kind = KINDS.find((known) => known === name.trim());
    if (kind === undefined) throw new InvalidArgumentError(`The kinds are ${KINDS.join(', ')}.`);
    return kind;
  });
}

/** Of `--incremental-days`. */
export const INCREMENTAL_DAYS = 30;

export function daysOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('A whole number of days is needed.');
  return Number(text);
}

/** `100GB`, in bytes. */
export function sizeOf(text: string): number {
  const size = parseSize(text);
  if (size === undefined) throw new InvalidArgumentError('A size is needed, such as 100GB.');
  return size;
}
