import type { EvidenceDocument } from './common.ts';
import type { ReasonDocument } from './explain.ts';

/** Why the answer is not `yes`, of one unit that the file stands on. */
export interface WhichFinding {
  readonly verdict: 'no' | 'unknown';
  readonly package: string;
  readonly slot: string;
  /** What speaks for it. */
  readonly evidence: 'source-digest' | 'times' | 'cargo' | 'debug-info' | 'file-system' | 'observed';
  readonly because: ReasonDocument;
  /** The same in words. */
  readonly words: string;
}

/** Built here by cargo, or placed by this tool; times in decimal nanoseconds since 1970. */
export type WhichOrigin =
  | {
      readonly how: 'built';
      readonly builtNs: string;
      /** Worktrees of the clone that the debug information names. */
      readonly compiledIn: readonly string[];
    }
  | {
      readonly how: 'placed';
      readonly placedNs: string;
      /** Null: the store no longer has it. */
      readonly from: {
        readonly worktree: string;
        readonly commit: string | null;
        readonly branch: string | null;
        readonly builtNs: string;
        readonly savedNs: string;
      } | null;
    };

/** What `cargo share which` says of a built file. */
export interface WhichDocument {
  readonly schema: 1;
  readonly command: 'which';
  readonly file: string;
  readonly worktree: string;
  readonly unit: {
    readonly package: string;
    readonly name: string;
    readonly slot: string;
    readonly profileDirectory: string;
    readonly unitHash: string;
  };
  /** Whether it was built from the worktree as it is now. */
  readonly current: 'yes' | 'no' | 'unknown';
  readonly origin: WhichOrigin;
  /** How many units it stands on, itself included. */
  readonly units: number;
  /** By what it is known what each was made from; with `unknown` or `left` the answer is not `yes`. */
  readonly evidence: EvidenceDocument;
  readonly findings: readonly WhichFinding[];
}
