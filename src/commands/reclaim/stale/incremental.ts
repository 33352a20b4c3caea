import type { UnitEntry } from '../../../formats/cargo/layout/layout.ts';
import { subdirectories } from '../../../formats/cargo/layout/profile-directories.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat } from '../../../system/fs.ts';

const DAY_NS = 86_400_000_000_000n;

export interface OldIncremental {
  /** Relative to the build directory. */
  readonly path: string;
  /** Days since a build last used it; undefined where no unit is of its crate. */
  readonly days: number | undefined;
}

/**
 * Incremental state (`incremental/<crate>-<base36>`, rustc's `rustc_incremental::persist::fs`) that no build will want:
 * of a crate without a unit in this profile directory, or unused for `afterDays`. Each use makes a session directory
 * in it, which renews its time. Its name cannot be traced to a unit hash, only to a crate's name.
 */
export function oldIncremental(o: {
  readonly buildDirectory: AbsolutePath;
  readonly profileDirectory: string;
  readonly entries: readonly UnitEntry[];
  readonly nowNs: bigint;
  /** Undefined: age does not count. */
  readonly afterDays: number | undefined;
}): OldIncremental[] {
  const root = `${o.profileDirectory}/incremental`;
  const names = o.entries.flatMap(({ name, packageName }) => [name, packageName].map((text) => text.replaceAll('-', '_')));
  const old: OldIncremental[] = [];
  for (const directory of subdirectories(`${o.buildDirectory}/${root}`)) {
    const crate = /^(.+)-[0-9a-z]{10,13}$/.exec(directory)?.[1];
    const path = `${root}/${directory}`;
    const used = lstat(`${o.buildDirectory}/${path}`)?.mtimeNs;
    if (crate === undefined || used === undefined) continue;
    const days = Number((o.nowNs - used) / DAY_NS);
    // The unit's name ends with the crate's (`bin-app`, `test-lib-core_lib`): rather one too many kept.
    if (!names.some((name) => name.endsWith(crate))) old.push({ path, days: undefined });
    else if (o.afterDays !== undefined && days >= o.afterDays) old.push({ path, days });
  }
  return old;
}
