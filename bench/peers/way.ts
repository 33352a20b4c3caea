import type { Environment } from '../../test/rig/process.ts';
import type { Base } from './base.ts';

/** A way to get a second worktree built. */
export interface Way {
  readonly name: string;
  /** Ways of one base are tried in one clone, and have its first build in common. */
  readonly base: string;
  /** Programs that it cannot do without; the way is left out where one is missing. */
  readonly needs: readonly string[];
  /** The program that builds, with what stands before `build`. */
  readonly cargo: readonly string[];
  /** Whether the clone's git hooks are part of it. */
  readonly hooks?: true;
  /** Whether its first build is helped by what another base has cached, and says nothing about a cold one. */
  readonly cached?: true;
  /** Why it cannot be tried here; asked before anything is built. */
  unfit?(directory: string, env: Environment): Promise<string | undefined>;
  /** What its commands have in their environment beside the base's own. */
  environment?(base: Base): Environment;
  /** Before the first build of the base. */
  setUp?(base: Base, env: Environment): Promise<void>;
  /** After the first build of the base's main worktree. */
  enable?(base: Base, env: Environment): Promise<void>;
  /** After `git worktree add` has made `worktree`; counted as part of making it. */
  prepare?(base: Base, worktree: string, env: Environment): Promise<void>;
  /** Where it keeps built things beside the `target` of each worktree; for the disk that they take. */
  keeps?(base: Base): readonly string[];
  /** Ends what runs in the background. Called also when the bench is interrupted. */
  tearDown?(base: Base, env: Environment): Promise<void>;
}
