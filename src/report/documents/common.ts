import type { FailureCode } from '../../system/failure.ts';
import type { Refusal } from '../../units/refusal.ts';

/** Why something could not be done. */
export interface FailureDocument {
  /** Stable; see docs/errors.md. */
  readonly code: FailureCode;
  /** One sentence. The words may change. */
  readonly message: string;
  /** What it is about. */
  readonly path?: string;
  /** What to do. */
  readonly hint?: string;
}

/** A unit that is left to cargo, and why. The further fields depend on the reason; see docs/refusals.md. */
export interface RefusalDocument {
  /** More reasons may come. */
  readonly reason: Refusal['reason'];
  /** Where the unit stands in its build directory. */
  readonly slot: string;
  /** The package whose unit it is. */
  readonly package: string;
  /** The package that is the cause, where it is another one. */
  readonly culprit?: string;
  readonly [field: string]: unknown;
}

/** By what it is known what units were made from; see docs/design.md, "Evidence". */
export type EvidenceKindDocument = 'recorded' | 'incapable' | 'observed' | 'everything-equal' | 'unknown' | 'left';

/** How many units are known by each kind. */
export interface EvidenceDocument {
  readonly recorded: number;
  readonly incapable: number;
  readonly observed: number;
  readonly 'everything-equal': number;
  readonly unknown: number;
  readonly left: number;
}

export interface StoreReference {
  readonly path: string;
}

/** What a command prints instead of its own document when it fails. Exit status 2. */
export interface ErrorDocument {
  readonly schema: 1;
  /** As it was typed. */
  readonly command: string;
  readonly error: FailureDocument;
}
