import { realpath } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { at } from './discover.ts';

/**
 * The workspaces that a cargo command in `cwd` may be about: the innermost one at or above it, or all where it is in
 * none. A repository may hold more than one (`fuzz/`, examples), of which some were never built.
 */
export function standingIn(worktree: AbsolutePath, roots: readonly string[], cwd: string): string[] {
  const here = `${realpath(cwd) ?? cwd}/`;
  const above = roots.filter((root) => here.startsWith(`${at(worktree, root)}/`));
  const innermost = above.reduce<string | undefined>((deepest, root) => (deepest === undefined || root.length > deepest.length ? root : deepest), undefined);
  return innermost === undefined ? [...roots] : [innermost];
}
