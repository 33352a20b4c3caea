import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import type { Sha256 } from '../../system/brand.ts';
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

/** Those of the worktree's that a variable of its shell names, relative to it: no file says so to the next one who looks. */
export function compilersOfShell(config: ConfigEnv, worktree: string): string[] {
  return config.compilers.flatMap(({ program, setIn }) => (setIn === undefined && program.startsWith(`${worktree}/`) ? [program.slice(worktree.length + 1)] : []));
}

/** With programs that a shell was seen to name: any unit may have been compiled by them, whatever this shell says. */
export function withCompilers(config: ConfigEnv, worktree: string, seen: readonly string[]): ConfigEnv {
  const more = seen.map((path) => ({ program: `${worktree}/${path}`, setIn: undefined }));
  const known = new Set(config.compilers.map(({ program }) => program));
  return { ...config, compilers: [...config.compilers, ...more.filter(({ program }) => !known.has(program))] };
}
