import { isAbsolute, join } from 'node:path';
import { keysIn, listCatalogs } from '../../store/catalog.ts';
import { measureUnits } from '../../store/measure.ts';
import type { Store } from '../../store/open.ts';
import { packageKeys } from '../../store/packages.ts';
import { storePaths } from '../../store/paths.ts';
import { findLeftovers } from '../../store/stage.ts';
import { listTargets } from '../../store/targets.ts';
import { nowNs } from '../../system/clock.ts';
import { mayShareExtents } from '../../system/extents.ts';
import { lstat, readDirectory, stat } from '../../system/fs.ts';
import { diskUse } from '../../system/physical.ts';
import type { UnitKey } from '../../units/model.ts';
import type { GcEvidence, GcStep } from './plan.ts';

/** Looks at the whole store and writes nothing. */
export function gatherEvidence(store: Store): GcEvidence {
  const others: GcEvidence['others'][number][] = [];
  const listed = listedKeys(store, (step) => others.push(step));
  const live = new Map<UnitKey, { sharesBlocks: boolean }>();
  const storeReflinks = mayShareExtents(store.root);
  for (const { buildDirectory, paths, seen } of listTargets(store)) {
    if (stat(buildDirectory)?.kind !== 'directory') {
      others.push({ do: 'forget-directory', buildDirectory, paths: paths.filter((path) => lstat(path) !== undefined) });
      continue;
    }
    const reflinked = storeReflinks && mayShareExtents(buildDirectory);
    for (const { result } of seen.values()) {
      if ('saved' in result && live.get(result.saved)?.sharesBlocks !== true) live.set(result.saved, { sharesBlocks: reflinked });
    }
  }
  for (const path of leftovers(store)) others.push({ do: 'remove-leftover', path, frees: diskUse([path]).freed });
  const { units, inodes } = measureUnits(store);
  return {
    units: units.map((unit) => ({
      ...unit,
      listed: listed.has(unit.key),
      live: live.has(unit.key) || unit.linked.some((ino) => inodes.get(ino)?.outside === true),
      sharesBlocks: live.get(unit.key)?.sharesBlocks === true,
    })),
    inodes,
    others,
    nowNs: nowNs(),
  };
}

/** The keys that are offered to any clone, and those that a catalog of one that is there names; each clone that is gone is reported as a step. */
export function listedKeys(store: Store, gone: (step: Extract<GcStep, { do: 'forget-clone' }>) => void = () => undefined): Set<UnitKey> {
  const listed = new Set<UnitKey>();
  for (const { directory, repository, catalogs } of listCatalogs(store)) {
    if (repository !== undefined && isAbsolute(repository) && stat(repository) === undefined) {
      gone({ do: 'forget-clone', repository, paths: [directory, ...workspacesOf(store, directory)] });
      continue;
    }
    for (const catalog of catalogs) for (const key of keysIn(catalog)) listed.add(key);
  }
  // What a clone that is gone has built serves the next one.
  for (const key of packageKeys(store)) listed.add(key);
  return listed;
}

/** What is known of a clone goes by the same digest as its catalogs: `workspace-index.ts` and `seen-builds.ts` in `workspaces`. */
function workspacesOf(store: Store, catalogs: string): string[] {
  const digest = catalogs.slice(catalogs.lastIndexOf('/') + 1);
  const paths = ['workspaces', 'seen'].map((what) => join(storePaths.targets(store.root), `${what}-${digest}.json`));
  return paths.filter((path) => lstat(path) !== undefined);
}

const HOUR_NS = 3_600_000_000_000n;

/** Staging directories of dead writers, and files that were about to be renamed into place an hour ago or more. */
function leftovers(store: Store): string[] {
  const found = findLeftovers(store);
  const catalogs = storePaths.catalogs(store.root);
  const directories = [storePaths.temporary(store.root), storePaths.targets(store.root), catalogs, ...readDirectory(catalogs).map(({ name }) => join(catalogs, name)), store.root];
  for (const directory of directories) {
    for (const entry of readDirectory(directory)) {
      if (!entry.isFile() || !/^\..*\.tmp$/.test(entry.name)) continue;
      const path = join(directory, entry.name);
      const written = lstat(path)?.mtimeNs;
      if (written !== undefined && written + HOUR_NS < nowNs()) found.push(path);
    }
  }
  return found;
}
