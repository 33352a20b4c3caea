/**
 * An expected failure that a person reads: a stable kebab-case `code` (scripts may match on it),
 * one plain sentence, the path it is about, and what to do.
 */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly path?: string;
  readonly hint?: string;
}

export type FailureCode =
  | 'usage'
  | 'not-a-git-repository'
  | 'not-a-worktree'
  | 'not-a-cargo-workspace'
  | 'git-missing'
  | 'git-too-old'
  | 'git-failed'
  | 'cargo-missing'
  | 'cargo-too-old'
  | 'cargo-config-invalid'
  | 'cargo-refused'
  | 'not-build-output'
  | 'cargo-config-unclear'
  | 'cargo-config-tracked'
  | 'cargo-config-taken'
  | 'shared-mode-unsound'
  | 'worktree-vanished'
  | 'worktree-unknown'
  | 'store-unwritable'
  | 'store-busy'
  | 'store-foreign'
  | 'store-damaged'
  | 'target-directory-busy'
  | 'target-directory-unusable'
  | 'target-directory-shared'
  | 'target-directory-tracked'
  | 'target-directory-foreign'
  | 'build-failed'
  | 'interrupted'
  | 'sccache-missing'
  | 'sccache-unusable'
  | 'wrapper-taken'
  | 'needs-confirmation'
  | 'observer-unavailable'
  | 'remote-failed'
  | 'remote-untrusted'
  | 'remote-empty'
  | 'remote-unknown'
  | 'key-unusable'
  | 'push-refused'
  | 'io'
  | 'internal';

/** Carries a {@link Failure} through code that has no other way to hand it up; `cli/main.ts` catches it. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}
