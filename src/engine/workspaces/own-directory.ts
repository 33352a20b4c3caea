/** A worktree and a directory that it builds in, or may build in. */
export interface Built {
  readonly worktree: string;
  readonly buildDirectory: string;
}

/**
 * Whether a directory outside its worktree is surely that worktree's own: it has a part of the worktree's path in its
 * name, and another worktree was seen to build in the directory that has the part of its own path there
 * (`/builds/a`, `/builds/b`). One name alone tells nothing: a directory for everybody is called somehow, too.
 */
export function isNamedFor(own: Built, seen: readonly Built[]): boolean {
  return seen.some((other) => other.worktree !== own.worktree && differByWorktree(own, other));
}

function differByWorktree(one: Built, other: Built): boolean {
  const [ours, theirs] = [one.worktree.split('/'), other.worktree.split('/')];
  const only = (names: readonly string[], without: readonly string[]): string[] => names.filter((name) => name !== '' && !without.includes(name));
  const replacements = only(theirs, ours);
  return only(ours, theirs).some((name) => replacements.some((replacement) => isReplaced(one.buildDirectory, other.buildDirectory, { name, replacement })));
}

/** Whether one text is the other with one `name` replaced. */
function isReplaced(from: string, to: string, { name, replacement }: { readonly name: string; readonly replacement: string }): boolean {
  for (let index = from.indexOf(name); index !== -1; index = from.indexOf(name, index + 1)) {
    if (from.slice(0, index) + replacement + from.slice(index + name.length) === to) return true;
  }
  return false;
}
