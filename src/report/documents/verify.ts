import type { StoreReference } from './common.ts';

/** What `cargo share verify` found. Exit status 1 where damage still stands. */
export interface VerifyDocument {
  readonly schema: 1;
  readonly command: 'verify';
  readonly store: StoreReference;
  /** Whether every byte was read. */
  readonly deep: boolean;
  /** How many units were looked at. */
  readonly units: number;
  /** Files that were read and compared. */
  readonly compared: number;
  /** Units whose digests were recorded now, as there were none to compare with. */
  readonly recorded: number;
  /** Units that another version of this tool saved by its own rules: left to it. */
  readonly ofOthers: number;
  readonly damaged: readonly {
    readonly key: string;
    /** More reasons may come. */
    readonly reason: string;
    /** In the store. */
    readonly path: string;
    readonly stored?: string;
    readonly found?: string;
    /** Build directories that hold the unit. */
    readonly heldBy: readonly string[];
    /** Of which unit, where its manifest can be read. */
    readonly slot?: string;
    readonly package?: string;
    readonly file?: string;
    readonly savedFrom?: string;
    readonly commit?: string | null;
    /** It was changed then or before; null where no time tells. */
    readonly since: string | null;
  }[];
  /** Units dropped; not there without `--repair`. */
  readonly dropped?: number;
}
