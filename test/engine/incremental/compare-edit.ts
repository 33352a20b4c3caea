import type { Worktree } from '../../rig/worktree.ts';
import { differing, objectsIn } from './objects.ts';
import { filesOf, type Program } from './program.ts';

export interface ComparedEdit {
  /** Objects that rustc took over from the compilation before. */
  readonly reused: number;
  readonly objects: number;
  /** Objects that are not, byte for byte, those of a build from scratch at the same path. */
  readonly different: readonly string[];
  readonly prints: string;
  readonly scratch: string;
}

/** Writes what differs between two programs, as an editor would: no other file gets a new time. */
export function applyEdit(worktree: Worktree, from: Program, to: Program): void {
  const before = filesOf(from);
  const after = filesOf(to);
  for (const [path, text] of Object.entries(after)) if (before[path] !== text) worktree.write(path, text);
  for (const path of Object.keys(before)) if (!(path in after)) worktree.remove(path);
}

/** Whether an edit has the packages compiled that the program stands on. */
export function compilesLibraries(from: Program, to: Program): boolean {
  const text = (program: Program): string => JSON.stringify(Object.entries(filesOf(program)).filter(([path]) => !path.startsWith('app/')));
  return text(from) !== text(to);
}

/**
 * Builds with what stands there, and from scratch at the same path. Incremental state of units that one has not is left out.
 * `exempt`: debug information is not compared. That of generic code names where the library was compiled that it is from.
 */
export async function buildAndCompare(worktree: Worktree, { exempt = false }: { readonly exempt?: boolean } = {}): Promise<ComparedEdit> {
  const inodes = new Set([...objectsIn(worktree.target).values()].map(({ inode }) => inode));
  await worktree.cargo(['build']);
  const ours = objectsIn(worktree.target);
  const prints = await worktree.run('app');
  const { theirs, scratch } = await worktree.fromScratch(async () => {
    await worktree.cargo(['build']);
    return { theirs: objectsIn(worktree.target), scratch: await worktree.run('app') };
  });
  const crates = new Set([...theirs.keys()].map(crateOf));
  const built = new Map([...ours].filter(([name]) => crates.has(crateOf(name))));
  return {
    reused: [...built.values()].filter(({ inode }) => inodes.has(inode)).length,
    objects: built.size,
    different: differing(built, theirs, exempt),
    prints,
    scratch,
  };
}

function crateOf(name: string): string {
  return name.split('/')[0] ?? '';
}
