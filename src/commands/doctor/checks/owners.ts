import { walk } from '../../../system/walk.ts';
import { builtTrees, type Site } from '../site.ts';

export type OwnersFinding =
  | { readonly check: 'owners'; readonly verdict: 'pass'; readonly finding: 'owned'; readonly files: number }
  /** Cargo cannot replace them, or leaves some that the next build cannot. */
  | {
      readonly check: 'owners';
      readonly verdict: 'warn';
      readonly finding: 'foreign-files';
      readonly directory: string;
      readonly files: number;
      readonly first: string;
      readonly users: readonly number[];
    };

/** Files of other users in build directories and in the store: left by `sudo cargo`, or by a container. */
export function checkOwners(site: Site): OwnersFinding[] {
  const me = process.getuid?.();
  if (me === undefined) return [];
  const stores = site.store?.ok === true ? [site.store.value.root as string] : [];
  const builds = site.worktrees.flatMap((worktree) => builtTrees(worktree).filter(({ subdirectory }) => subdirectory === ''));
  const findings: OwnersFinding[] = [];
  let looked = 0;
  for (const directory of new Set<string>([...builds.map(({ buildDirectory }) => buildDirectory), ...stores])) {
    const foreign: string[] = [];
    const users = new Set<number>();
    walk(directory, ({ path, stat }) => {
      looked += 1;
      if (stat.uid === me) return;
      foreign.push(path);
      users.add(stat.uid);
    });
    const [first] = foreign;
    if (first !== undefined) findings.push({ check: 'owners', verdict: 'warn', finding: 'foreign-files', directory, files: foreign.length, first, users: [...users] });
  }
  return findings.length > 0 ? findings : [{ check: 'owners', verdict: 'pass', finding: 'owned', files: looked }];
}
