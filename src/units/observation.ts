import type { Sha256 } from '../system/brand.ts';

/**
 * One thing that a run of a build script, or the expansion of macros, was seen to ask the system for, with the answer.
 * Paths are relative to the worktree (`''`: its root), absolute outside the repository. A program that gets the same
 * answers to all of them does the same again.
 */
export type Observation =
  /** The content of a file that was opened. */
  | { readonly see: 'file'; readonly path: string; readonly sha256: Sha256 }
  /** The names in a directory that was listed, with what each is; what cargo builds into is left out. */
  | { readonly see: 'listing'; readonly path: string; readonly sha256: Sha256 }
  /** All names below a directory that was walked through by one call of the C library. */
  | { readonly see: 'tree'; readonly path: string; readonly sha256: Sha256 }
  /** Names and contents of all files that a path or glob matches which people declared. */
  | { readonly see: 'matching'; readonly pattern: string; readonly sha256: Sha256 }
  /** What stands at a path that was looked at without being opened, and what a look tells of it beside its times. */
  | { readonly see: 'kind'; readonly path: string; readonly is: PathKind; readonly look?: FileLook }
  /** Where a symbolic link leads. */
  | { readonly see: 'link'; readonly path: string; readonly target: string }
  /** A name that was looked for in the directories above the worktree, and stood in none. */
  | { readonly see: 'nowhere-above'; readonly name: string }
  /**
   * A name that was looked for in a directory above OUT_DIR where cargo builds, and did not stand there; relative to `in`. That
   * is where the copy built: where cargo builds elsewhere, other directories lie above OUT_DIR.
   */
  | { readonly see: 'nothing-built'; readonly in: string; readonly path: string }
  /** What git says to a question, with the places of this worktree taken out of it. `directory`: where it was asked. */
  | { readonly see: 'git'; readonly directory: string; readonly question: readonly string[]; readonly answer: Sha256 }
  /** A file of git's: of this worktree's own git directory, or of the one that all share; with a slash at its end the names in a directory. */
  | { readonly see: 'git-file'; readonly of: 'own' | 'common'; readonly path: string; readonly sha256: Sha256 | null }
  /** All that `[env]` of cargo's configuration sets: a shell or an interpreter was started, and reads its environment whole. */
  | { readonly see: 'configuration'; readonly sha256: Sha256 }
  /** A variable of the environment. Cargo compares it where a dep-info can say so. */
  | { readonly see: 'variable'; readonly name: string; readonly value: string | null };

export type PathKind = 'file' | 'directory' | 'absent';

/** Left out for what is neither a file nor a link. */
export interface FileLook {
  /** Of a file; bytes. */
  readonly size: number;
  readonly executable: boolean;
  readonly link: boolean;
}

/** A short name for people: the file, variable or question. */
export function nameOfObservation(seen: Observation): string {
  switch (seen.see) {
    case 'git':
      return `git ${seen.question.join(' ')}`;
    case 'git-file':
      return `.git/${seen.path}`;
    case 'variable':
      return `$${seen.name}`;
    case 'nowhere-above':
      return `../${seen.name}`;
    case 'nothing-built':
      return `${seen.in}/${seen.path}`;
    case 'configuration':
      return "cargo's [env]";
    case 'matching':
      return seen.pattern;
    default:
      return seen.path === '' ? '.' : seen.path;
  }
}

/** Stands in recorded values for the worktree's own path. */
export const WORKTREE_MARK = '\u0001worktree\u0001';
