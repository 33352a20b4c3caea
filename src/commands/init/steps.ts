import type { ForeignReason } from '../../formats/git/hooks/hook-file.ts';
import type { HookName } from '../../formats/git/hooks/script.ts';
import type { ShareKey } from '../../formats/git/config.ts';
import type { SharedNote, SharedStep } from './shared-mode/steps.ts';
import type { ToolName } from './tools/tools.ts';

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
  /** The set-up file of a tool that makes worktrees. `expected` is what it holds now; null: it is not there. */
  | {
      readonly action: 'write-tool-file';
      readonly tool: ToolName;
      readonly path: string;
      readonly expected: Buffer | null;
      readonly bytes: Buffer;
      /** What comes into it, for whoever is asked; empty where something is taken out. */
      readonly inserted: string;
    }
  /** For one that held nothing but ours. */
  | { readonly action: 'remove-tool-file'; readonly tool: ToolName; readonly path: string; readonly expected: Buffer }
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
  /** A new worktree has what is committed. */
  | { readonly note: 'commit-tool-file'; readonly tool: ToolName; readonly path: string }
  /** Something else stands where the entry belongs, or the file cannot be parsed: it stays as it is. */
  | { readonly note: 'tool-file-unclear'; readonly tool: ToolName; readonly path: string }
  /** What was written can no longer be told from what others have written: it stays. */
  | { readonly note: 'tool-file-changed'; readonly tool: ToolName; readonly path: string }
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
