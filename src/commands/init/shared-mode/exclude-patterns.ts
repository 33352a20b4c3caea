/**
 * Patterns of gitignore(5) for paths (a directory with a slash at its end), each from the root of the deepest
 * worktree that it lies in: the clone's exclude file counts in all of them. Paths elsewhere need none.
 */
export function excludePatterns(worktrees: readonly string[], paths: readonly string[]): string[] {
  const patterns = paths.flatMap((path) => {
    const home = worktrees
      .filter((root) => path.startsWith(`${root}/`))
      .reduce((longest, root) => (root.length > longest.length ? root : longest), '');
    // A pattern is one line.
    return home === '' || path.includes('\n') ? [] : [escape(path.slice(home.length))];
  });
  return [...new Set(patterns)].sort();
}

/** Git reads backslash, wildcards and spaces at the end as its own; the path begins with a slash. */
function escape(path: string): string {
  return path.replaceAll(/[\\*?[]/g, String.raw`\$&`).replace(/ $/, String.raw`\ `);
}
