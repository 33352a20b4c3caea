import type { IoProblem } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free space (the store itself may be deleted: it only holds copies of build output).',
  EDQUOT: 'Your disk quota is used up: free space (the store itself may be deleted: it only holds copies of build output).',
  EROFS: 'Its file system is mounted read-only; name another directory with `--store`.',
  EACCES: 'Give yourself write permission there, or name another directory with `--store`.',
  EPERM: 'Give yourself write permission there, or name another directory with `--store`.',
};

/** The store cannot be written: builds go on, nothing is shared. */
export function unwritable(root: string, problem: IoProblem): Failure {
  const hint = HINTS[problem.code];
  return {
    code: 'store-unwritable',
    message: `The store cannot be written (${problem.code}).`,
    path: problem.path ?? root,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** A writer or `gc` kept the store locked for longer than the caller would wait. */
export function storeBusy(root: string): Failure {
  return {
    code: 'store-busy',
    message: 'The store is being cleaned up by another cargo-share.',
    path: root,
    hint: 'Try again when it has finished.',
  };
}
