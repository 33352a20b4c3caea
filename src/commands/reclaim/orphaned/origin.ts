import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat } from '../../../system/fs.ts';

/**
 * The worktree of this repository that absolute sources were in, by the names of files that git knows in the present
 * worktrees. Undefined where that cannot be told, and where any of the sources is still there.
 */
export function originOf(sources: ReadonlySet<string>, tracked: readonly ReadonlySet<string>[]): AbsolutePath | undefined {
  const votes = new Map<string, number>();
  for (const source of sources) {
    let isOurs = false;
    for (let slash = source.indexOf('/', 1); slash !== -1; slash = source.indexOf('/', slash + 1)) {
      const file = source.slice(slash + 1);
      if (!tracked.some((files) => files.has(file))) continue;
      isOurs = true;
      votes.set(source.slice(0, slash), (votes.get(source.slice(0, slash)) ?? 0) + 1);
    }
    // A build script may watch headers of the system: they tell of nobody.
    if ((isOurs || source.endsWith('.rs')) && lstat(source) !== undefined) return undefined;
  }
  // Of two roots with as many files the shorter one has the longer, more telling names in it.
  const [best] = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length);
  return best === undefined || best[1] * 2 < sources.size ? undefined : (best[0] as AbsolutePath);
}
