import { dirname } from 'node:path';
import { gitSync } from '../../formats/git/run-git.ts';
import type { AbsolutePath } from '../../system/brand.ts';

/** What a worktree's files can choose cargo, the compiler, and its arguments by: rustup's and cargo's own. */
const CHOOSING = ['rust-toolchain', 'rust-toolchain.toml', '.cargo/config', '.cargo/config.toml'];

/**
 * Whether such a file, from a workspace's root up to that of its worktree, is in no commit or is not what it is at HEAD.
 * HEAD is where its user has built; what came since may be anybody's. True where git cannot say.
 */
export function choosesAnew(worktree: AbsolutePath, workspace: AbsolutePath): boolean {
  const paths: string[] = [];
  for (let directory: string = workspace; directory.startsWith(worktree); directory = dirname(directory)) paths.push(...CHOOSING.map((name) => `:(top,literal)${directory.slice(worktree.length + 1)}${directory === worktree ? '' : '/'}${name}`));
  const said = gitSync(worktree, ['status', '--porcelain', '--ignored', '--untracked-files=all', '--', ...paths]);
  return !said.ok || said.value.stdout.length > 0;
}
