import { dirname, join, resolve } from 'node:path';
import type { Failure } from '../../../system/failure.ts';
import { realpath, stat } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import { parseScopedConfig, type ConfigScope } from '../config.ts';
import type { Repository } from '../repository.ts';
import { isIgnored } from '../ignored.ts';
import { gitFailure, gitSync } from '../run-git.ts';
import type { Worktree } from '../worktrees.ts';

/** Where git looks for this clone's hooks, and whether we may write there. */
export type HooksDirectory =
  /** The clone's own; the directory itself may be missing. */
  | { readonly kind: 'own'; readonly path: string }
  /**
   * Files of a repository: an edit would be in everybody's next commit. Also a directory in a worktree that
   * is not ignored by git: on this branch it may be empty, or not be there yet.
   */
  | { readonly kind: 'tracked'; readonly path: string }
  /** Made anew by a hook manager, which runs the scripts in `scripts`. */
  | { readonly kind: 'generated'; readonly path: string; readonly by: 'husky'; readonly scripts: string }
  /** Set for all of the person's clones (`git config --global core.hooksPath`). */
  | { readonly kind: 'shared'; readonly path: string; readonly scope: ConfigScope }
  /** Not a directory, as `/dev/null`: hooks are switched off. */
  | { readonly kind: 'disabled'; readonly path: string };

/**
 * Finds the directory by `core.hooksPath`, else `<common>/hooks`. A relative path counts from the
 * worktree's root, in a bare repository from the git directory (git-config(1)).
 */
export function findHooksDirectory(
  repository: Repository,
  worktrees: readonly Worktree[],
): Result<HooksDirectory, Failure> {
  const cwd = repository.worktree ?? repository.commonDirectory;
  // --get-regexp for its output format; --type=path expands `~`.
  const asked = gitSync(cwd, ['config', '-z', '--show-scope', '--type=path', '--get-regexp', '^core\\.hookspath$']);
  if (!asked.ok && !(asked.error.reason === 'exit-status' && asked.error.status === 1)) {
    return err(gitFailure(asked.error, cwd));
  }
  const set = asked.ok ? parseScopedConfig(asked.value.stdout.toString('utf8')).at(-1)?.[1] : undefined;
  const path = set === undefined ? join(repository.commonDirectory, 'hooks') : resolve(cwd, set.value);
  const kind = stat(path)?.kind;
  if (kind !== undefined && kind !== 'directory') return ok({ kind: 'disabled', path });

  const real = realpath(path) ?? path;
  if (isWithin(real, repository.commonDirectory)) return ok({ kind: 'own', path });
  const husky = huskyScripts(real);
  if (husky !== undefined) return ok({ kind: 'generated', path, by: 'husky', scripts: husky });
  if (holdsTrackedFiles(real)) return ok({ kind: 'tracked', path });
  const home = worktrees.find((worktree) => !worktree.bare && isWithin(real, worktree.path));
  if (home !== undefined) return ok({ kind: isIgnored(home.path, join(real, 'post-checkout')) ? 'own' : 'tracked', path });
  if (set !== undefined && (set.scope === 'global' || set.scope === 'system')) {
    return ok({ kind: 'shared', path, scope: set.scope });
  }
  return ok({ kind: 'own', path });
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

/**
 * Husky 9 sets `.husky/_`, whose scripts run those in `.husky`; it is ignored by git and written anew by
 * every `npm install`. Husky 5 to 8 set `.husky` itself, with the helper `_/husky.sh`.
 */
function huskyScripts(path: string): string | undefined {
  if (path.endsWith('/_') && (stat(`${path}/h`) ?? stat(`${path}/husky.sh`)) !== undefined) return dirname(path);
  return stat(`${path}/_/husky.sh`) === undefined ? undefined : path;
}

/** Whether any repository, this one or another, has files of this directory in its index. */
function holdsTrackedFiles(path: string): boolean {
  const listed = gitSync(path, ['ls-files', '-z']);
  return listed.ok && listed.value.stdout.length > 0;
}
