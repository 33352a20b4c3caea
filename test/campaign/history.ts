/** A history is data: it is generated, saved, replayed and shrunk. Every number in a move is taken modulo what there is. */
export interface History {
  /** Names of the parts that the workspace holds. */
  readonly parts: readonly string[];
  /** Whether the workspace lies in `ws/` of the repository. */
  readonly nested: boolean;
  /** Whether what hooks run in the background is left running while the next moves are made. */
  readonly hurried: boolean;
  /** Whether programs hold debug information. */
  readonly debugInfo: boolean;
  readonly moves: readonly Move[];
}

/** What is done to an edited file beside writing it. */
export type EditTime = 'now' | 'old' | 'future';

export type CargoCommand = 'build' | 'release' | 'package' | 'run' | 'test' | 'example' | 'bench' | 'check' | 'clippy' | 'doc';

/** What may be killed in the middle; `switch` with the hooks that follow it. */
export type Killed = 'build' | 'check' | 'warm' | 'save' | 'gc' | 'reclaim' | 'switch';

/** One step. `at` chooses the worktree. */
export type Move =
  | { readonly kind: 'edit'; readonly at: number; readonly slot: number; readonly value: number; readonly time: EditTime }
  | { readonly kind: 'comment'; readonly at: number; readonly slot: number; readonly value: number }
  | { readonly kind: 'restore'; readonly at: number; readonly slot: number; readonly time: 'now' | 'old' | 'previous' }
  | { readonly kind: 'touch'; readonly at: number; readonly slot: number }
  | { readonly kind: 'backdate'; readonly at: number; readonly directories: boolean }
  | { readonly kind: 'extra'; readonly at: number; readonly slot: number; readonly value: number; readonly time: EditTime }
  | { readonly kind: 'module'; readonly at: number; readonly to: 'file' | 'directory' | 'both' | 'gone'; readonly time: EditTime }
  | { readonly kind: 'rename'; readonly at: number }
  | { readonly kind: 'exchange'; readonly at: number; readonly what: 'directories' | 'link' }
  | { readonly kind: 'manifest'; readonly at: number; readonly what: 'feature' | 'profile' | 'version' | 'dependency' | 'lock'; readonly value: number }
  | { readonly kind: 'commit'; readonly at: number }
  | { readonly kind: 'switch'; readonly at: number; readonly branch: number }
  | { readonly kind: 'stash'; readonly at: number; readonly what: 'push' | 'pop' }
  | { readonly kind: 'rebase'; readonly at: number; readonly branch: number; readonly how: 'rebase' | 'merge' | 'reset' }
  | { readonly kind: 'add-worktree'; readonly at: number; readonly place: 'beside' | 'inside'; readonly back: number; readonly build: boolean }
  | { readonly kind: 'remove-worktree'; readonly at: number }
  | { readonly kind: 'move-worktree'; readonly at: number; readonly how: 'git' | 'by-hand' }
  | { readonly kind: 'cargo'; readonly at: number; readonly command: CargoCommand; readonly env: number }
  | { readonly kind: 'clean'; readonly at: number; readonly package: boolean }
  | { readonly kind: 'share'; readonly at: number; readonly command: 'warm' | 'save' | 'gc' | 'reclaim' }
  | { readonly kind: 'kill'; readonly at: number; readonly what: Killed; readonly ms: number };

export type MoveKind = Move['kind'];
export type MoveOf<K extends MoveKind> = Extract<Move, { readonly kind: K }>;
