import type { AbsolutePath } from '../../system/brand.ts';
import type { Manifest, Slot } from '../../units/model.ts';

export interface Choosing {
  readonly worktree: AbsolutePath;
  /** Undefined where somebody has asked for it. */
  readonly unasked?: {
    /** HEAD of the worktree; null before the first commit. */
    readonly commit: string | null;
    /** How often recent commits have touched each package, by its root relative to the worktree. */
    readonly touched: ReadonlyMap<string, number>;
  };
}

/**
 * Which of the units that stand in a worktree are compiled aside: members that came from another worktree. Where nobody has
 * asked, only those whose packages have been touched lately, the likeliest to be edited first, and what stands on them; tests after their libraries. And
 * nothing at a commit at which nothing was ever built: its files choose the cargo and the compiler that would run. Pure.
 */
export function unitsToPrepare(manifests: readonly Manifest[], { worktree, unasked }: Choosing): Manifest[] {
  const members = manifests.filter(({ kind, source, provenance }) => COMPILED.has(kind) && source.kind === 'path' && source.vendored !== true && source.namedBy === undefined && provenance.worktree !== worktree);
  const testsLast = (a: Manifest, b: Manifest): number => Number(a.kind === 'test') - Number(b.kind === 'test');
  if (unasked === undefined) return members.sort(testsLast);
  const { commit, touched } = unasked;
  if (commit === null || !manifests.some(({ provenance }) => provenance.commit === commit)) return [];
  const scoreOf = ({ source }: Manifest): number => (source.kind === 'path' ? (touched.get(source.root) ?? 0) : 0);
  const edited = members.filter((manifest) => scoreOf(manifest) > 0).sort((a, b) => scoreOf(b) - scoreOf(a) || testsLast(a, b));
  const above = new Set<Slot>(edited.map(({ slot }) => slot));
  const users: Manifest[] = [];
  for (let before = -1; before !== above.size; ) {
    before = above.size;
    for (const manifest of members) {
      if (above.has(manifest.slot) || !manifest.dependencies.some((edge) => above.has(edge.slot))) continue;
      above.add(manifest.slot);
      users.push(manifest);
    }
  }
  return [...edited, ...users.sort(testsLast)];
}

/** What cargo compiles incrementally. */
const COMPILED: ReadonlySet<string> = new Set(['lib', 'proc-macro', 'bin', 'example', 'test']);

/** How often files below each package's root are named; `files` of all commits, one after the other. */
export function touchedRoots(files: readonly string[], roots: readonly string[]): Map<string, number> {
  const deepest = [...roots].sort((a, b) => b.length - a.length);
  const times = new Map<string, number>();
  for (const file of files) {
    const root = deepest.find((candidate) => candidate === '' || file.startsWith(`${candidate}/`));
    if (root !== undefined) times.set(root, (times.get(root) ?? 0) + 1);
  }
  return times;
}
