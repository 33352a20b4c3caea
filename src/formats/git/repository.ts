import { dirname, resolve } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat, realpath } from '../../system/fs.ts';
import type { ProcessFailure } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { gitFailure, gitSync, gitTooOld, isTooOld } from './run-git.ts';

export interface Repository {
  /** The worktree that the call was made in; null in a bare repository and inside a git directory. */
  readonly worktree: AbsolutePath | null;
  /** This worktree's own git directory (`.git`, or `<common>/worktrees/<name>`). */
  readonly gitDirectory: AbsolutePath;
  /** What all worktrees share: refs, config, hooks. */
  readonly commonDirectory: AbsolutePath;
  /** Whether `cwd` lies in a bare repository itself; false in a worktree of one. */
  readonly bare: boolean;
  readonly objectFormat: 'sha1' | 'sha256';
}

/**
 * Finds the repository that `cwd` lies in, by one git process. All paths are canonical.
 * Works in subdirectories, linked worktrees, bare repositories, submodules, and in hooks, where
 * `GIT_DIR` and its kin are disregarded: git runs its hooks inside the worktree that they are about.
 */
export function openRepository(cwd: string): Result<Repository, Failure> {
  const asked = gitSync(cwd, [
    'rev-parse',
    '--path-format=absolute',
    '--git-dir',
    '--git-common-dir',
    '--is-bare-repository',
    '--is-inside-work-tree',
    '--show-object-format',
    // Last, and not --show-toplevel: nothing is printed, and nothing fails, where there is no worktree.
    '--show-cdup',
  ]);
  if (!asked.ok) return err(explain(asked.error, cwd));
  const lines = asked.value.stdout.toString('utf8').split('\n');
  // Before 2.31, rev-parse repeats an option that it does not know.
  if (lines[0]?.startsWith('--path-format') === true) return err(gitTooOld(cwd));

  const [gitDirectory, commonDirectory, bare, inside, objectFormat, up] = lines;
  const here = realpath(cwd);
  const paths = [gitDirectory, commonDirectory].map((path) => realpath(path ?? ''));
  if (here === undefined || paths[0] === undefined || paths[1] === undefined) {
    if (isTooOld(cwd)) return err(gitTooOld(cwd));
    return err({ code: 'git-failed', message: 'git named a directory that cannot be read.', path: cwd });
  }
  return ok({
    worktree: inside === 'true' && up !== undefined ? (resolve(here, up) as AbsolutePath) : null,
    gitDirectory: paths[0],
    commonDirectory: paths[1],
    bare: bare === 'true',
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  });
}

/** Git ends with 128 both outside of every repository and in one that it refuses to open. */
function explain(failure: ProcessFailure, cwd: string): Failure {
  if (failure.reason === 'exit-status' && failure.status === 128 && !hasGitEntryAbove(cwd)) {
    return {
      code: 'not-a-git-repository',
      message: 'This directory is not in a git repository.',
      path: resolve(cwd),
      hint: 'Run cargo share inside a clone, or name one with -C DIR.',
    };
  }
  return gitFailure(failure, resolve(cwd));
}

function hasGitEntryAbove(cwd: string): boolean {
  for (let directory = realpath(cwd) ?? resolve(cwd); ; directory = dirname(directory) as AbsolutePath) {
    if (lstat(`${directory}/.git`) !== undefined) return true;
    // A bare repository, or the inside of a git directory.
    if (lstat(`${directory}/HEAD`) !== undefined && lstat(`${directory}/objects`) !== undefined) return true;
    if (dirname(directory) === directory) return false;
  }
}
