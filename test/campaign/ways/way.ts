import type { RefusalDocument } from '../../rig/documents.ts';
import type { Environment } from '../../rig/process.ts';
import type { History } from '../history.ts';
import type { Place, World } from '../world.ts';

/** What a command of the tool gave, beside its effect. */
export interface ToolRun {
  readonly status: number;
  readonly refusals: readonly RefusalDocument[];
  readonly placed: number;
  readonly message: string;
}

/** A way of sharing build output between worktrees, used as its own documentation says. */
export interface Way {
  readonly name: string;
  readonly isOurs: boolean;
  /** What is asked of programs and builds in it: by which command, if any. */
  readonly questions?: 'which' | 'which-and-explain';
  /** A history without what its documentation says it does not cover. */
  readonly limit?: (history: History) => History;
  /** Programs that it cannot do without. */
  readonly needs?: readonly string[];
  /** The program that builds; cargo unless given. */
  readonly cargo?: readonly string[];
  /** Where build directories are, if not in the target directory of each worktree. */
  readonly buildDirectory?: (world: World) => string;
  /** Further environment of every command. */
  readonly environment?: (world: World) => Environment;
  /** After the first commit, before anything is built. */
  readonly begin?: (world: World) => Promise<void>;
  /** After the first build in the main worktree. */
  readonly built?: (world: World) => Promise<void>;
  /** After `git worktree add`. */
  readonly added?: (world: World, place: Place) => Promise<void>;
  /** Before a worktree is taken away. */
  readonly removing?: (world: World, place: Place) => Promise<void>;
  readonly command?: (world: World, place: Place, command: string) => Promise<ToolRun>;
  /** Ends what runs in the background. */
  readonly end?: (world: World) => Promise<void>;
}
