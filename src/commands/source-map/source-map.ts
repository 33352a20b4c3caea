import { survey } from '../../engine/save/survey.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readTextIfAllowed } from '../../system/fs.ts';
import { parseMark } from '../../units/marker.ts';

/** A directory that debug information names, and the one whose files are the same here. */
export interface SourceMapping {
  readonly from: AbsolutePath;
  readonly to: AbsolutePath;
}

/**
 * The worktrees that the debug information of placed units names, each with the worktree that they were placed in. A
 * unit was placed because every source file is the same in both, so a debugger may look here instead.
 * Sorted; none where everything was built here.
 */
export function sourceMap(
  worktree: AbsolutePath,
  o: { readonly buildDirectories: readonly AbsolutePath[]; readonly store: Store | undefined },
): SourceMapping[] {
  const named = new Set<AbsolutePath>();
  const asked = new Set<string>();
  for (const directory of o.buildDirectories) {
    for (const { entry } of survey(directory, new Map())) {
      const mark = parseMark(readTextIfAllowed(`${directory}/${entry.fingerprintDirectory}/invoked.timestamp`) ?? '');
      if (mark === undefined || mark.roots.length === 0 || asked.has(mark.unit)) continue;
      asked.add(mark.unit);
      for (const root of worktreesOf(mark, o.store)) named.add(root);
    }
  }
  named.delete(worktree);
  return [...named].sort().map((from) => ({ from, to: worktree }));
}

/** Of a unit that the store has forgotten only the roots are known: a build directory among them does no harm. */
function worktreesOf(mark: NonNullable<ReturnType<typeof parseMark>>, store: Store | undefined): readonly AbsolutePath[] {
  const manifest = store && readManifest(store, mark.unit);
  if (manifest?.ok !== true) return mark.roots;
  const others = new Set(manifest.value.origins.filter(({ means }) => means !== 'worktree').map(({ path }) => path));
  return mark.roots.filter((root) => !others.has(root));
}
