/** What `cargo share sccache enable` did, or would do. */
export interface SccacheEnableDocument {
  readonly schema: 1;
  readonly command: 'sccache';
  readonly action: 'enable';
  readonly dryRun: boolean;
  /** Cargo's configuration file. */
  readonly file: string;
  /** False: cargo ran sccache already. */
  readonly changed: boolean;
  readonly wrapper: string;
  /** Compilations that sccache counted for the trial; not in a dry run. */
  readonly counted?: number;
}

/** What `cargo share sccache disable` did, or would do. */
export interface SccacheDisableDocument {
  readonly schema: 1;
  readonly command: 'sccache';
  readonly action: 'disable';
  readonly dryRun: boolean;
  readonly file: string;
  /** `forget`: the setting was gone, or changed by somebody else, and is left as it is. */
  readonly did: 'nothing' | 'forget' | 'restore';
}

/** What `cargo share sccache status` shows. Exit status 0 where it is enabled, else 1. */
export interface SccacheStatusDocument {
  readonly schema: 1;
  readonly command: 'sccache';
  readonly action: 'status';
  readonly program: { readonly path: string; readonly version: string } | null;
  readonly enabled: boolean;
  /** The wrapper in force, whoever's. */
  readonly wrapper: { readonly where: { readonly variable: string } | { readonly file: string }; readonly value: string } | null;
  /** Whether `enable` put it there. */
  readonly ours: boolean;
  /** Null where sccache is not in use. */
  readonly statistics: {
    readonly requests: number;
    readonly executed: number;
    readonly hits: number;
    readonly misses: number;
    readonly notCached: readonly { readonly why: string; readonly calls: number }[];
    readonly location: string;
    readonly size: number | null;
    readonly limit: number | null;
  } | null;
}

export type SccacheDocument = SccacheEnableDocument | SccacheDisableDocument | SccacheStatusDocument;
