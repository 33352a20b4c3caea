import type { Tally } from '../../store/place/tally.ts';

/** Something that sharing did in a clone. */
export type HistoryEvent = SaveEvent | WarmEvent;

interface Common {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly worktree: string;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
}

export interface SaveEvent extends Common {
  readonly what: 'save';
  /** Units saved then. */
  readonly saved: number;
  /** Units looked at and left to cargo. */
  readonly refused: number;
}

export interface WarmEvent extends Common {
  readonly what: 'warm';
  readonly placed: number;
  readonly kept: number;
  /** Units left to cargo. */
  readonly left: number;
  /** Logical bytes of what was placed, by how. */
  readonly bytes: { readonly shared: number; readonly copied: number };
  /** How long the clock went on while the placed units were compiled where they were built, in milliseconds. */
  readonly compilerMs: number;
}

/** Links and reflinks take no further room on the disk. */
export function bytesOfTally({ link, reflink, copy }: Tally): WarmEvent['bytes'] {
  return { shared: link.bytes + reflink.bytes, copied: copy.bytes };
}
