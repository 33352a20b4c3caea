import { dirname } from 'node:path';
import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import { foreignEntry } from '../../formats/cargo/foreign-entries.ts';
import { isCargos } from '../../formats/cargo/target-directory.ts';
import { ignoredEntries } from '../../formats/git/ignored.ts';
import type { GitState } from '../../formats/git/work-tree.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { once } from '../../system/once.ts';
import { sha256 } from '../../units/identity.ts';
import type { EverythingEqual } from '../../units/model.ts';

/** A worktree as far as it is asked for what any code could have read in it. */
export interface ReadableWorktree {
  readonly worktree: AbsolutePath;
  readonly git: GitState;
  readonly configEnv: ConfigEnv;
  /** Where cargo builds, absolute: what git ignores there is cargo's. */
  readonly built: readonly string[];
}

/** What there is to read in a worktree, or the word for what lies there that is in no commit. */
export function everythingIn(o: ReadableWorktree): () => EverythingEqual | string {
  return once(() => {
    const { head, tags, dirty } = o.git;
    const commit = head?.commit ?? null;
    if (head === null || commit === null) return 'no commit';
    const changed = dirty();
    if (changed !== null) return changed;
    const ignored = strangers(o);
    if (ignored !== undefined) return ignored;
    return {
      commit,
      branch: head.branch,
      tags: sha256(tags().tags.join('\n')),
      above: dirname(o.worktree) as AbsolutePath,
      configEnv: o.configEnv.digest('any'),
    };
  });
}

/** The first entry that git ignores and cargo has not made: one command may build in a directory of its own. */
function strangers({ worktree, built }: ReadableWorktree): string | undefined {
  const ignored = ignoredEntries(worktree);
  if (ignored === undefined) return 'git does not say';
  return ignored.find((entry) => {
    const path = `${worktree}/${entry}`.replace(/\/$/, '');
    return !built.includes(path) && !(isCargos(path) && foreignEntry(path) === undefined);
  });
}

/** The first thing by which two worktrees differ for code that may read anything in them. A branch is a name for people. */
export function firstDifference(there: EverythingEqual | null, here: EverythingEqual | string): string | undefined {
  if (there === null) return 'the worktree in which it was built';
  if (typeof here === 'string') return here;
  if (there.commit !== here.commit) return `the commit ${here.commit.slice(0, 9)}`;
  if (there.tags !== here.tags) return 'the tags';
  if (there.above !== here.above) return 'the directory above';
  return there.configEnv === here.configEnv ? undefined : "cargo's [env]";
}
