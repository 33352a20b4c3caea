import type { Failure, FailureCode } from '../system/failure.ts';

/** Why something could not be done: what the command line says with `error[code]`. */
export class CargoShareError extends Error {
  /** Stable; docs/errors.md lists all. */
  readonly code: FailureCode;
  /** What it is about. */
  readonly path: string | undefined;
  /** What to do. */
  readonly hint: string | undefined;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'CargoShareError';
    this.code = failure.code;
    this.path = failure.path;
    this.hint = failure.hint;
  }
}
