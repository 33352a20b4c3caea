/** What is measured. */
export interface BenchSubject {
  /** The worktree whose HEAD it is. */
  readonly worktree: string;
  readonly commit: string;
  /** The cargo workspace in it, relative; `''` at its root. */
  readonly workspace: string;
}

/** What `cargo share bench` is to measure. */
export interface BenchRequest {
  readonly of: BenchSubject;
  /** Arguments of cargo: `['build']`. */
  readonly command: readonly string[];
  /** Fresh worktrees, one after the other; all of them stay until the end. */
  readonly rounds: number;
  /** An sccache to measure beside; undefined: none is. */
  readonly sccache: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** How this tool is started, as a git hook starts it. */
  readonly tool: { readonly node: string; readonly script: string };
  /** Ends the measurement; what is running is ended too. */
  readonly signal: AbortSignal;
  readonly onStep: (step: BenchStep) => void;
}

export type BenchStep =
  | { readonly step: 'heal'; readonly directory: string }
  | { readonly step: 'from-nothing'; readonly directory: string }
  | { readonly step: 'save' }
  | { readonly step: 'fresh'; readonly round: number; readonly rounds: number }
  | { readonly step: 'sccache'; readonly what: 'empty' | 'filled' | 'beside' }
  | { readonly step: 'clean-up' };

/** Seconds of one fresh worktree, from `git worktree add` to the end of its first build. */
export interface FreshSample {
  readonly add: number;
  readonly warm: number;
  readonly build: number;
  /** Crates that cargo compiled. */
  readonly compiled: number;
  /** Seconds of the build after that. */
  readonly idle: number;
}

export interface BenchResult {
  readonly commit: string;
  readonly workspace: string;
  readonly command: readonly string[];
  /** Seconds, `git worktree add` included. */
  readonly fromNothing: { readonly seconds: number; readonly compiled: number };
  /** Seconds of saving what that built, which happens in the background after a commit. */
  readonly save: number;
  readonly fresh: readonly FreshSample[];
  readonly disk: {
    /** Physical bytes of the target directory built from nothing. */
    readonly fromNothing: number;
    /** Physical bytes that the fresh worktrees add to it and to the store, by each of them. */
    readonly eachFresh: number;
    /** What the files of one fresh target directory say they hold. */
    readonly logical: number;
    /** Whether extents may be shared that `stat` counts for each file: the figures are upper bounds then. */
    readonly atMost: boolean;
  };
  /** With an sccache of which the cache is empty at first. */
  readonly sccache?: SccacheSamples;
}

/** Builds through sccache, whose cache and server are the measurement's own. */
export interface SccacheSamples {
  /** Seconds of a build from nothing that fills the cache, `git worktree add` included. */
  readonly empty: number;
  /** Of one after it, in another worktree. */
  readonly filled: number;
  /** Of a fresh worktree that is warmed, with sccache for what cargo compiles. */
  readonly beside: FreshSample;
}
