import type { AbsolutePath } from '../../system/brand.ts';
import type { Manifest } from '../../units/model.ts';
import type { Observation } from '../../units/observation.ts';
import type { LeftBecause } from '../../units/refusal.ts';

/** A stored unit whose build script's run, or whose macros, are to be observed. */
export interface AuditedUnit {
  readonly manifest: Manifest;
  readonly way: 'run' | 'expand';
  /**
   * `needed`: nothing but an observation vouches for it. `doubted`: cargo's own record does, and an observation only adds
   * what that does not say (scripts of registries).
   */
  readonly evidence: 'needed' | 'doubted';
}

/** What was asked of the system, before the answers are looked up. Paths as in {@link Observation}. */
export type Question =
  | { readonly ask: 'file' | 'listing' | 'tree' | 'kind' | 'link'; readonly path: string }
  | { readonly ask: 'configuration' }
  | { readonly ask: 'nowhere-above'; readonly name: string }
  | { readonly ask: 'nothing-built'; readonly in: string; readonly path: string }
  | { readonly ask: 'git'; readonly directory: string; readonly question: readonly string[] }
  | { readonly ask: 'git-file'; readonly of: 'own' | 'common'; readonly path: string }
  | { readonly ask: 'variable'; readonly name: string; readonly value: string | null };

/** What the records of one unit say. */
export type Reading =
  | { readonly state: 'read'; readonly questions: readonly Question[] }
  | { readonly state: 'left'; readonly because: LeftBecause; readonly what: string };

/** What becomes of an audited unit. */
export type Verdict =
  | { readonly state: 'observed'; readonly observations: readonly Observation[] }
  | { readonly state: 'left'; readonly because: LeftBecause; readonly what: string }
  /** No cargo command that was tried builds it, or it was interrupted: it is tried again another time. */
  | { readonly state: 'not-run'; readonly why: string };

/** Where an audit runs: a copy of the donor at another path, with a build directory of its own. */
export interface Mirror {
  readonly worktree: AbsolutePath;
  /** The audit's own directory, which holds all of it. */
  readonly around: string;
  readonly buildDirectory: AbsolutePath;
  /** Its own git directory, and the one that it has in common with the donor; undefined without git. */
  readonly git: { readonly own: string; readonly common: string } | undefined;
  /** For temporary files of what runs. */
  readonly temporary: string;
}
