import { cargoHome } from '../../formats/cargo/home.ts';
import type { Clone } from '../../engine/clone/clone.ts';
import { gitSync } from '../../formats/git/run-git.ts';
import { knownBuildDirectories } from '../../store/targets.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { nowNs } from '../../system/clock.ts';
import type { Failure } from '../../system/failure.ts';
import { ok, type Result } from '../../system/result.ts';
import { readSeenBuilds } from '../../engine/workspaces/seen-builds.ts';
import { heldIn, type Held } from './budget/held.ts';
import { findParts } from './budget/parts.ts';
import { createDigests } from './duplicates/digests.ts';
import { findDuplicates } from './duplicates/find-duplicates.ts';
import type { Bytes, Finding, FindingKind, WithoutBytes } from './finding.ts';
import { busyDirectories, type LockedDirectory } from './lock-directories.ts';
import { measureFindings } from './measure.ts';
import { isCargos } from '../../formats/cargo/target-directory.ts';
import { findOrphans, orphanContents } from './orphaned/find-orphans.ts';
import { findOrphanedUnits } from './orphaned/orphan-units.ts';
import { hasOwnHashes } from './orphaned/own-hashes.ts';
import { findPlaces, type InUse, type Place } from './places.ts';
import { findShadowed, shadowedContents } from './shadowed.ts';
import { installedCompilers } from './stale/compilers.ts';
import { findStale } from './stale/find-stale.ts';
import { lockfilesOf } from './stale/lockfiles.ts';
import { isTracked } from './tracked.ts';

/** Directories that belong together under locks, and how to look (again, once they are locked) for what can go. */
export interface Source {
  readonly kind: FindingKind;
  readonly directories: readonly LockedDirectory[];
  /** Of directories that go with all that is in them. */
  readonly whole: boolean;
  readonly find: (limits: Limits) => readonly WithoutBytes[];
}

export interface Limits {
  /** Build directories that cannot be locked: left out. */
  readonly busy: ReadonlySet<string>;
  /** Absolute paths that are deleted anyway. */
  readonly except: ReadonlySet<string>;
  /** Keys of the merges to which all is limited; undefined: no limit. */
  readonly agreed: ReadonlySet<string> | undefined;
}

export interface Survey {
  readonly sources: readonly Source[];
  readonly findings: readonly Finding[];
  /** Of all together: files that several findings name count once. */
  readonly total: Bytes;
  /** Directories in which git tracks files: nothing is looked for there. */
  readonly tracked: readonly AbsolutePath[];
  /** Directories in which cargo is building: nothing was looked for there. */
  readonly busy: readonly AbsolutePath[];
  /** All that the present worktrees build in and that is cargo's. */
  readonly places: readonly Place[];
  /** What these hold, where it was asked for a budget. */
  readonly held: Held | undefined;
}

export interface SurveyOptions {
  readonly clone: Clone;
  readonly store: Store | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly kinds: ReadonlySet<FindingKind>;
  /** Days of disuse from which incremental state counts as stale. */
  readonly incrementalDays: number;
}

/** Looks for build output that can go. Reads only; a build that begins meanwhile shows when the locks are taken. */
export async function surveyClone(o: SurveyOptions): Promise<Result<Survey, Failure>> {
  const seen = o.store === undefined ? [] : readSeenBuilds(o.store, o.clone.repository.commonDirectory).directories;
  const inUse = await findPlaces(o.clone, o.env, seen);
  if (!inUse.ok) return inUse;
  const tracked = new Set<AbsolutePath>();
  const isOurs = (directory: AbsolutePath): boolean => {
    if (!isTracked(directory)) return true;
    tracked.add(directory);
    return false;
  };
  const own = inUse.value.places.filter((place) => isCargos(place.buildDirectory) && isOurs(place.buildDirectory) && isOurs(place.targetDirectory));
  // What a build is making would look unfinished. Looking takes longer than a lock may be held: only asked for here.
  const busy = await busyDirectories(own);
  const places = own.filter((place) => !busy.has(place.buildDirectory));
  const sources: Source[] = [];
  if (o.kinds.has('stale')) for (const place of places) sources.push(await staleSource(place, inUse.value, o));
  if (o.kinds.has('orphaned')) {
    for (const place of places) {
      if (!(await hasOwnHashes(place, o.env))) continue;
      const question = { inUse: inUse.value, worktrees: o.clone.worktrees };
      sources.push({
        kind: 'orphaned',
        directories: [place],
        whole: false,
        find: ({ busy, except }) => (busy.has(place.buildDirectory) ? [] : findOrphanedUnits(place, { ...question, except })),
      });
    }
    const remembered = o.store === undefined ? [] : knownBuildDirectories(o.store);
    for (const orphan of findOrphans({ inUse: inUse.value, worktrees: o.clone.worktrees, remembered })) {
      if (isOurs(orphan.directory)) sources.push(whole('orphaned', orphan.directory, () => orphanContents(orphan)));
    }
  }
  if (o.kinds.has('shadowed')) {
    for (const shadowed of await findShadowed(inUse.value, o.env)) {
      if (isOurs(shadowed.directory)) sources.push(whole('shadowed', shadowed.directory, () => shadowedContents(shadowed)));
    }
  }
  if (o.kinds.has('duplicate')) sources.push(duplicateSource(places, o));
  const held = o.kinds.has('budget') ? heldIn(own) : undefined;
  if (held !== undefined) for (const place of places) sources.push(budgetSource(place, { store: o.store, names: held.names }));
  const { findings, total } = findAll(sources);
  return ok({ sources, findings, total, tracked: [...tracked], busy: [...busy], places: own, held });
}

function findAll(sources: readonly Source[]): { findings: Finding[]; total: Bytes } {
  const going = new Set<string>();
  const found: WithoutBytes[] = [];
  for (const source of sources) {
    for (const finding of source.find({ busy: new Set(), except: going, agreed: undefined })) {
      found.push(finding);
      for (const path of finding.paths) going.add(absoluteOf(finding.directory, path));
    }
  }
  return { findings: found.map((finding) => ({ ...finding, bytes: measureFindings([finding]) })), total: measureFindings(found) };
}

/** `''` is the directory itself. */
export function absoluteOf(directory: string, relative: string): string {
  return relative === '' ? directory : `${directory}/${relative}`;
}

async function staleSource(place: Place, inUse: InUse, o: SurveyOptions): Promise<Source> {
  const isInClone = [...inUse.files.keys()].some((worktree) => place.buildDirectory.startsWith(`${worktree}/`));
  const evidence = {
    // A directory outside may be that of other repositories, too: their lock files are not known.
    lockfiles: isInClone ? lockfilesOf(place, inUse) : undefined,
    compilers: await installedCompilers({ buildDirectory: place.buildDirectory, workspaces: place.workspaces, env: o.env }),
    cargoHome: cargoHome(o.env, place.worktrees[0]),
    nowNs: nowNs(),
    incrementalDays: place.worktrees.every(isClean) ? o.incrementalDays : undefined,
  };
  return {
    kind: 'stale',
    directories: [place],
    whole: false,
    find: ({ busy }) => (busy.has(place.buildDirectory) ? [] : findStale(place, evidence)),
  };
}

function budgetSource(place: Place, o: { readonly store: Store | undefined; readonly names: Held['names'] }): Source {
  const find = ({ busy, except }: Limits): WithoutBytes[] => (busy.has(place.buildDirectory) ? [] : findParts(place, { ...o, except }));
  return { kind: 'budget', directories: [place], whole: false, find };
}

/** Whoever edits wants the incremental state of what is edited, however old. */
function isClean(worktree: AbsolutePath): boolean {
  const status = gitSync(worktree, ['status', '--porcelain', '--untracked-files=normal']);
  return status.ok && status.value.stdout.length === 0;
}

function whole(kind: FindingKind, directory: AbsolutePath, find: () => readonly WithoutBytes[]): Source {
  const place = { targetDirectory: directory, buildDirectory: directory };
  return { kind, directories: [place], whole: true, find: ({ busy }) => (busy.has(directory) ? [] : find()) };
}

function duplicateSource(places: readonly Place[], o: SurveyOptions): Source {
  const digestOf = createDigests();
  const { executables } = o.clone.settings;
  return {
    kind: 'duplicate',
    directories: places,
    whole: false,
    find: ({ busy, ...limits }) =>
      findDuplicates(
        places.filter((place) => !busy.has(place.buildDirectory)),
        { settings: { executables }, cargoHome: cargoHome(o.env, places[0]?.worktrees[0]), digestOf, ...limits },
      ),
  };
}
