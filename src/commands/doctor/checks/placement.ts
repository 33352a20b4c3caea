import { dirname } from 'node:path';
import type { Placement } from '../../../store/place/policy.ts';
import { probePlacement } from '../../../store/place/probe.ts';
import { storePaths } from '../../../store/paths.ts';
import { fileSystemOf } from '../../../system/file-system.ts';
import { stat } from '../../../system/fs.ts';
import type { Site } from '../site.ts';

export type PlacementFinding =
  /** How files come from the store into these directories: found by doing it. */
  | {
      readonly check: 'placement';
      readonly verdict: 'pass';
      readonly finding: 'placement-shares';
      readonly placement: Exclude<Placement, 'copy'>;
      readonly fileSystem: string;
      readonly directories: readonly string[];
    }
  /** Neither reflinks nor hard links: each worktree has its own bytes. */
  | {
      readonly check: 'placement';
      readonly verdict: 'warn';
      readonly finding: 'placement-copies';
      readonly store: string;
      readonly storeFileSystem: string;
      readonly directory: string;
      readonly fileSystem: string;
      /** Whether the two are on one file system, which then has no links. */
      readonly same: boolean;
    };

/** Brings a file from the store into each worktree's build directory, in the way that warming would. */
export function checkPlacement(site: Site): PlacementFinding[] {
  if (site.store?.ok !== true || site.store.value.unwritable !== undefined) return [];
  const { root, dev } = site.store.value;
  const storeFileSystem = fileSystemOf(root).type;
  const shares = new Map<string, { placement: 'reflink' | 'link'; fileSystem: string; directories: string[] }>();
  const copies: PlacementFinding[] = [];
  for (const directory of buildDirectories(site)) {
    const to = existing(directory);
    const fileSystem = fileSystemOf(to).type;
    const placement = probePlacement({ from: storePaths.temporary(root), to });
    if (placement === 'copy') {
      const same = stat(to)?.dev === dev;
      copies.push({ check: 'placement', verdict: 'warn', finding: 'placement-copies', store: root, storeFileSystem, directory, fileSystem, same });
      continue;
    }
    const key = `${placement} ${fileSystem}`;
    const known = shares.get(key) ?? { placement, fileSystem, directories: [] };
    shares.set(key, { ...known, directories: [...known.directories, directory] });
  }
  return [...[...shares.values()].map((found): PlacementFinding => ({ check: 'placement', verdict: 'pass', finding: 'placement-shares', ...found })), ...copies];
}

function buildDirectories(site: Site): string[] {
  const all = site.worktrees.flatMap(({ trees }) => (trees.ok ? trees.value : []));
  return [...new Set(all.filter(({ subdirectory }) => subdirectory === '').map(({ buildDirectory }) => buildDirectory))];
}

/** The nearest directory at or above a path that is there. */
function existing(path: string): string {
  return stat(path)?.kind === 'directory' || dirname(path) === path ? path : existing(dirname(path));
}
