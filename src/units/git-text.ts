/** What the text of a build script or macro, and of the libraries in it, tells about its looking at the state of git. */
import { stringValues, withoutComments } from './rust-text.ts';

const NAMES_GIT = /\b(?:git|git2|gix|shadow_rs|git_version|git_testament)\b|\bvergen|\bbuilt\s*::|\bGIT_[A-Z_]+|\.git\b/;

/** The word by which source of the repository's own may look at the state of git, or `undefined`: any mention counts. */
export function gitReadingName(source: string): string | undefined {
  return NAMES_GIT.test(source) ? NAMES_GIT.exec(withoutComments(source))?.[0] : undefined;
}

/** Libraries that read git, as code names them. */
const USES_GIT_LIBRARY = /\b(?:git2|gix|shadow_rs|git_version|git_testament|vergen\w*|built)\s*(?:::|!)|\buse\s+(?:git2|gix)\b/;

/** The program itself, a command line that begins with it or has one of its queries, or a path through `.git`. */
const GIT_LITERAL =
  /^(?:.*[/\\])?git(?:\.exe)?$|^git\s+\S|(?:^|[/\\])\.git(?:$|[/\\])|\bgit\s+(?:-\S+\s+(?:\S+\s+)?)*?(?:rev-parse|describe|log|rev-list|status|show|diff|symbolic-ref|branch|tag|name-rev|ls-files)\b/;

/**
 * The same of a registry's library, where many speak of git in messages and names: only what runs it, opens its
 * directory or uses a library that does.
 */
export function gitRunningName(source: string): string | undefined {
  if (!/git|gix|shadow_rs|vergen|\bbuilt\b/.test(source)) return undefined;
  for (const value of stringValues(source)) {
    const found = GIT_LITERAL.exec(value)?.[0];
    if (found !== undefined) return found.slice(0, LONGEST_NAME);
  }
  return USES_GIT_LIBRARY.exec(withoutComments(source))?.[0];
}

const LONGEST_NAME = 40;

const NAMES_BRANCH = /\bbranch(?:es)?\b|abbrev-ref|symbolic-ref|\bshorthand\b|\bhead_name\b|\brefs?\/heads\b|"--all"|show-toplevel|absolute-git-dir/i;

/** The word by which source that reads git may look at what differs between worktrees of one commit, or `undefined`. */
export function branchReadingName(source: string): string | undefined {
  return NAMES_BRANCH.test(source) ? NAMES_BRANCH.exec(withoutComments(source))?.[0] : undefined;
}

const GIT_PACKAGES = /^(?:git2|libgit2-sys|gix|vergen|shadow-rs|built|git-version|git-testament)(?:$|-)/;

/** Whether a build script or macro that uses this package may look at the state of git. */
export function isGitPackage(packageName: string): boolean {
  return GIT_PACKAGES.test(packageName);
}
