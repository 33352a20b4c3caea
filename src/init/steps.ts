import type { ForeignReason } from '../git/hooks/hook-file.ts';
import type { HookName } from '../git/hooks/script.ts';
import type { ShareKey } from '../git/config.ts';
import type { SharedNote, SharedStep } from '../shared-mode/steps.ts';

/** One thing that `init` or `deinit` does; a dry run shows them, in the order in which they are done. */
export type SetupStep =
  | { readonly action: 'create-directory'; readonly path: string }
  | {
      readonly action: 'write-hook';
      readonly hook: HookName;
      readonly path: string;
      readonly change: 'create' | 'add-block' | 'renew-block' | 'remove-block';
      readonly bytes: Buffer;
      readonly mode: number;
    }
  /** Only for a script that `init` made and nobody has added to. */
  | { readonly action: 'remove-hook'; readonly hook: HookName; readonly path: string }
  /** `previous` is the clone's own value before. */
  | { readonly action: 'set-config'; readonly key: ShareKey; readonly value: string; readonly previous: string | undefined }
  | { readonly action: 'unset-config'; readonly key: ShareKey }
  /** Puts the config file's own bytes back; `expected` is what it holds now, `keys` what goes by it. */
  | {
      readonly action: 'restore-config';
      readonly path: string;
      readonly keys: readonly ShareKey[];
      readonly expected: Buffer;
      readonly bytes: Buffer;
    }
  /** Skipped when something is in it. */
  | { readonly action: 'remove-directory'; readonly path: string }
  | { readonly action: 'remove-record'; readonly path: string }
  | SharedStep;

/** What a person has to know or do, as the tool will not. */
export type SetupNote =
  /** `line` goes into `file`, made if need be; `exists` says whether it is there. */
  | {
      readonly note: 'add-hook-line';
      readonly hook: HookName;
      readonly file: string;
      readonly exists: boolean;
      readonly line: string;
      readonly why: 'tracked' | 'husky' | 'shared' | ForeignReason;
    }
  | { readonly note: 'hooks-disabled'; readonly path: string }
  /** Cargo joins them with those of a worktree inside this one, which so has other units. */
  | { readonly note: 'lists-join'; readonly file: string; readonly keys: readonly string[] }
  /** The setting stands in a scope that outdoes the clone's own. */
  | { readonly note: 'setting-overridden'; readonly key: ShareKey; readonly value: string; readonly scope: string }
  | SharedNote;

/** One plan behind the other; what both note is said once. */
export function joinPlans(...plans: readonly SetupPlan[]): SetupPlan {
  const notes = new Map(plans.flatMap(({ notes }) => notes).map((note) => [JSON.stringify(note), note]));
  return { steps: plans.flatMap(({ steps }) => steps), notes: [...notes.values()] };
}

/** No steps: everything is as it should be. */
export interface SetupPlan {
  readonly steps: readonly SetupStep[];
  readonly notes: readonly SetupNote[];
}
