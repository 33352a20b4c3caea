import type { ConfigEnv } from '../cargo/config-env.ts';
import type { Sha256 } from '../system/brand.ts';
import { namedContents } from './named-paths.ts';
import type { WorktreeContents } from './worktree-contents.ts';

/**
 * The programs of the repository itself that cargo's configuration makes compile (`rustc-wrapper = "./tools/wrap"`), by
 * name and content: cargo compares neither, and a wrapper can add any flag. Null where there are none. Paths are relative
 * to the worktree. Programs of the machine (sccache) are the same for all worktrees and may come and go.
 */
export function ownCompilers(config: ConfigEnv, contents: WorktreeContents): { readonly paths: readonly string[]; readonly sha256: Sha256 } | null {
  const prefix = `${contents.root}/`;
  const paths = config.compilers.filter(({ program }) => program.startsWith(prefix)).map(({ program }) => program.slice(prefix.length)).sort();
  return paths.length === 0 ? null : { paths, sha256: namedContents(paths, contents).sha256 };
}
