import { errorCode } from './fs.ts';
import { err, ok, type Result } from './result.ts';

/** A file-system call that the platform refused. */
export interface IoProblem {
  /** `ENOSPC`, `EROFS`, `EACCES`, … */
  readonly code: string;
  readonly path: string | undefined;
  readonly message: string;
}

/**
 * Runs file-system calls and turns the platform's refusal into a value.
 * Anything without an error code is a mistake in this program and goes on up.
 */
export function attempt<T>(work: () => T): Result<T, IoProblem> {
  try {
    return ok(work());
  } catch (error) {
    return err(ioProblem(error));
  }
}

/** The refusal that an exception of `node:fs` stands for; throws it again when it is none. */
export function ioProblem(error: unknown): IoProblem {
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error)) throw error;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return { code, path, message: error.message };
}
