import { headFiles } from '../../formats/git/head-files.ts';
import { stat } from '../../system/fs.ts';
import { mayTellOfBranches } from './git-branches.ts';
import type { WorktreeContents } from './worktree-contents.ts';

/** A worktree as far as git's answers come from files. */
export interface GitFiles {
  readonly contents: WorktreeContents;
  /** Every file that git tracks; relative. */
  readonly tracked: () => readonly string[];
  /** Files that change with HEAD and tags; absolute. */
  readonly headFiles: () => readonly string[];
  /** Absolute. */
  readonly gitDirectories: { readonly own: string; readonly common: string } | undefined;
}

/** Questions whose answer may tell of a work tree that is not as HEAD says. */
const TELLS_OF_FILES = /\b(?:status|diff|diff-index|diff-files|ls-files|describe|stash)\b/;
/** Those that tell what the clone has set. */
const TELLS_OF_SETTINGS = /\b(?:config|remote|var)\b/;

/** The files and directories from which git's answer to a question may come, where it is of this repository; absolute. */
export function toldByGit(question: readonly string[], here: GitFiles): string[] {
  const words = question.join(' ');
  const files = TELLS_OF_FILES.test(words) ? allTracked(here) : [];
  const common = here.gitDirectories?.common;
  const settings = TELLS_OF_SETTINGS.test(words) && common !== undefined ? [`${common}/config`] : [];
  const isPath = (word: string): boolean => here.contents.times(word) !== undefined;
  const branches = common !== undefined && mayTellOfBranches(question, isPath) ? ['refs', 'packed-refs', 'config'].map((name) => `${common}/${name}`).filter((path) => stat(path) !== undefined) : [];
  return [...here.headFiles(), ...files, ...settings, ...branches];
}

/** Every file that git tracks and is there; of a submodule also what says which commit it is at. Absolute. */
export function allTracked({ contents, tracked }: Pick<GitFiles, 'contents' | 'tracked'>): string[] {
  return tracked().flatMap((name) => {
    const times = contents.times(name);
    if (times === undefined) return [];
    const path = contents.absolute(name);
    return times.kind === 'directory' ? [path, ...headFiles(path)] : [path];
  });
}
