import fc from 'fast-check';

/** Something that a person, a hook or another program does at the same time as all others. `at`: in which worktree. */
export type Operation =
  | { readonly kind: 'warm'; readonly at: number }
  | { readonly kind: 'save'; readonly at: number }
  /** With a limit or without: most collections of a small store find nothing to do. */
  | { readonly kind: 'gc'; readonly maxSize: string | undefined }
  | { readonly kind: 'verify' }
  | { readonly kind: 'build'; readonly at: number }
  /** Another text in a source, then a build. */
  | { readonly kind: 'edit'; readonly at: number; readonly state: State }
  /** The worktree is removed, and added again at a commit. */
  | { readonly kind: 'renew'; readonly at: number; readonly commit: number };

/** What the sources of a worktree say: a library's source, and a file that a build script reads. */
export interface State {
  readonly source: number;
  readonly words: number;
}

/** Worktrees beside the main one; the main one, at 0, is never removed. */
export const LINKED = 7;
export const COMMITS = 3;

const anywhere = fc.nat(LINKED);
const state = fc.record({ source: fc.nat(COMMITS - 1), words: fc.nat(COMMITS - 1) });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 32, arbitrary: fc.record({ kind: fc.constant('warm' as const), at: anywhere }) },
  { weight: 26, arbitrary: fc.record({ kind: fc.constant('save' as const), at: anywhere }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('gc' as const), maxSize: fc.constantFrom(undefined, undefined, '0', '60kB') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('verify' as const) }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('build' as const), at: anywhere }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('edit' as const), at: anywhere, state }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('renew' as const), at: fc.integer({ min: 1, max: LINKED }), commit: fc.nat(COMMITS - 1) }) },
);

/** The operations of a seed, in the order in which they are begun. */
export function operationsOf(seed: number, count: number): Operation[] {
  return fc.sample(operation, { seed, numRuns: count });
}
