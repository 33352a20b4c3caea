import { gitSync } from '../../../formats/git/run-git.ts';
import { stat } from '../../../system/fs.ts';
import type { Site } from '../site.ts';

export type NamesFinding =
  /** The volume takes `App` for `app`, and git knows. */
  | { readonly check: 'names'; readonly verdict: 'pass'; readonly finding: 'names-folded'; readonly worktrees: number }
  /** `folded`: the volume takes them for one name; git's `core.ignorecase` says the other thing. */
  | { readonly check: 'names'; readonly verdict: 'warn'; readonly finding: 'names-unlike-git'; readonly worktree: string; readonly folded: boolean };

/**
 * Whether git and the file system agree on which names are one. Git asks once, when a clone is made; one that moved to another
 * volume, or has a worktree on one, may be wrong. Nothing is said where names differ by their letters and git knows no better.
 */
export function checkNames({ worktrees }: Site): NamesFinding[] {
  const found = worktrees.map(({ worktree: { path } }) => ({ path, folded: isFolded(path), told: ignoresCase(path) }));
  const agreed = found.filter(({ folded, told }) => folded && told).length;
  return [
    ...(agreed === 0 ? [] : [{ check: 'names', verdict: 'pass', finding: 'names-folded', worktrees: agreed } as const]),
    ...found.filter(({ folded, told }) => folded !== told).map(({ path, folded }) => ({ check: 'names', verdict: 'warn', finding: 'names-unlike-git', worktree: path, folded } as const)),
  ];
}

/** `.git` stands in every worktree. */
function isFolded(worktree: string): boolean {
  const [written, other] = [stat(`${worktree}/.git`), stat(`${worktree}/.GIT`)];
  return written !== undefined && written.dev === other?.dev && written.ino === other.ino;
}

/** Git takes no value for no. */
function ignoresCase(worktree: string): boolean {
  const asked = gitSync(worktree, ['config', '--type=bool', 'core.ignorecase']);
  return asked.ok && asked.value.stdout.toString().trim() === 'true';
}
