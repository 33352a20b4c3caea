/** How lists that cargo joins are said, wherever they are met. */
export const joinedWords = (file: string, keys: readonly string[]): string =>
  `cargo reads ${file} there as well and joins lists, so ${keys.join(', ')} counts twice`;

/** What helps. */
export function joinedMend(keys: readonly string[]): string {
  const areFlags = keys.every((key) => key.endsWith('rustflags'));
  const beside = 'put worktrees beside the repository and not into it (`git worktree move`)';
  return areFlags ? `${beside}, or write the flags as one string: rustflags = "…"` : beside;
}
