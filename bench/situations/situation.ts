import type { Change } from '../matrix/entry.ts';
import type { Environment } from '../../test/rig/process.ts';
import type { Files } from '../../test/rig/rig.ts';

/** A small repository whose program `app` prints what scripts and macros made of what they read. */
export interface Situation {
  readonly name: string;
  readonly files: Files;
  /** Of every command, in all worktrees. */
  readonly env?: Environment;
  readonly changes: readonly Change[];
}

/** What a second worktree has that the first one has not. */
export type Difference = Change | { readonly input: string; readonly by: 'nothing' };

/** The first second worktree of each situation. */
export const NOTHING: Difference = { input: 'the same commit', by: 'nothing' };

/** In words, for tables. */
export function differenceInWords({ input, by }: Difference): string {
  return by === 'nothing' || by === 'commit' ? input : `${input} (${by})`;
}
