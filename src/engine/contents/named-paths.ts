import type { Sha256, TimeNs } from '../../system/brand.ts';
import { sha256 } from '../../units/identity.ts';
import { later } from './path-times.ts';
import type { WorktreeContents } from './worktree-contents.ts';

export interface NamedContents {
  readonly sha256: Sha256;
  /** When one of those that are there last changed. */
  readonly changedNs: TimeNs;
  /** The one that changed last. */
  readonly newest: string | undefined;
}

/** Contents of files and directories by name, of which some may not be there. */
export function namedContents(paths: readonly string[], contents: WorktreeContents): NamedContents {
  const lines: string[] = [];
  let changedNs = 0n as TimeNs;
  let newest: string | undefined;
  for (const path of paths) {
    const found = contents.file(path) ?? contents.tree(path);
    lines.push(`${path}\0${found?.sha256 ?? 'absent'}`);
    if (found === undefined) continue;
    if (found.changedNs > changedNs) newest = path;
    changedNs = later(changedNs, found.changedNs);
  }
  return { sha256: sha256(lines.join('\n')), changedNs, newest };
}
