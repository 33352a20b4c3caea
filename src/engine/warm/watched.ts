import { posix } from 'node:path';
import { encodeDepInfo, parseDepInfo, type DepInfo, type DepInfoFile } from '../../formats/cargo/dep-info.ts';
import { allTracked, toldByGit, type GitFiles } from '../contents/told-by-git.ts';
import { isClippyConfig } from '../save/clippy-config.ts';
import { fixedPart, matching } from '../contents/matching.ts';
import { isBelow } from '../save/donor.ts';
import { lstat } from '../../system/fs.ts';
import { unreachable } from '../../system/unreachable.ts';
import type { Condition, Manifest, Slot } from '../../units/model.ts';
import { WORKTREE_MARK, type Observation } from '../../units/observation.ts';
import { absentLinks, type AbsentLinks } from './absent-links.ts';
import { newNames } from './new-names.ts';

/** What cargo is to compare of one placed unit beside what it knows itself. */
export interface WatchedUnit {
  /** As cargo's dep-info names them: below the package relative to it, so that a worktree may be moved; else absolute. */
  readonly paths: readonly string[];
  /** What one of the paths holds, where something is to stay absent. */
  readonly absent?: AbsentLinks;
  /** Cargo compares them with the manifest's own values, `[env]` and the shell's (`ChangedEnv` in its `fingerprint/mod.rs`). */
  readonly variables: readonly { readonly name: string; readonly value: string | null }[];
}

/**
 * What a unit was compiled from, or a build script read, without telling cargo: where cargo builds a unit it reads those
 * files as they are then, so that an edit between warming and the first build must be seen.
 */
export type Watched = ReadonlyMap<Slot, WatchedUnit>;

export const NOTHING_WATCHED: WatchedUnit = { paths: [], variables: [] };

/** A worktree as far as its files can be watched. */
export interface Watchable extends GitFiles {
  /** What compilers get for a variable, as the units were compared with it. */
  readonly variable: (name: string) => string | undefined;
  /** Files of the configuration that set variables; absolute. */
  readonly configFiles: readonly string[];
  /** Those that say which program compiles; absolute. */
  readonly compilerFiles: readonly string[];
  /** Build and target directories: what holds one changes with every build. Absolute. */
  readonly built: readonly string[];
  /** The one of them in which the units are placed. */
  readonly buildDirectory: string;
}

/**
 * For cargo's dep-info of each unit: what its own conditions name, and those of the build script's run for the script,
 * as a script that is compiled anew runs anew. Only path packages have a dep-info that cargo looks at
 * (`use_dep_info` in cargo's `fingerprint/mod.rs`, 1.95).
 */
export function watchedUnits(chosen: readonly Manifest[], here: Watchable): Watched {
  const scripts = new Map(chosen.filter(({ kind }) => kind === 'build-script').map((script) => [script.slot, script]));
  const paths = new Map<Slot, Set<string>>();
  const missing = new Map<Slot, Set<string>>();
  const units = new Map<Slot, Manifest>();
  const variables = new Map<Slot, Map<string, string | null>>();
  for (const manifest of chosen) {
    const { source, conditions } = manifest;
    if (source.kind !== 'path') continue;
    const below = `${here.contents.absolute(source.root)}/`;
    const at = manifest.kind === 'run-build-script' ? manifest.dependencies.map(({ slot }) => scripts.get(slot)).find((script) => script !== undefined) : manifest;
    if (at === undefined) continue;
    const own = paths.get(at.slot) ?? new Set();
    const absent = missing.get(at.slot) ?? new Set();
    for (const place of conditions.flatMap((condition) => placesToWatch(condition, source.root, here))) {
      if (!place.there) absent.add(place.path);
      else own.add(place.path.startsWith(below) ? place.path.slice(below.length) : place.path);
    }
    // Above the worktree nothing is watched.
    for (const input of manifest.inputs) if (input.kind === 'absent' && isClippyConfig(input.path) && !input.path.startsWith('..')) absent.add(here.contents.absolute(input.path));
    units.set(at.slot, at);
    missing.set(at.slot, absent);
    for (const path of placesOf(manifest, at, here)) own.add(path);
    for (const path of vendoredSources(manifest, here)) own.add(path.startsWith(below) ? path.slice(below.length) : path);
    paths.set(at.slot, own);
    const asked = variables.get(at.slot) ?? new Map<string, string | null>();
    for (const [name, value] of variablesOf(conditions, here)) asked.set(name, value);
    variables.set(at.slot, asked);
  }
  const all = [...units].map(([slot, unit]): [Slot, WatchedUnit] => {
    const asked = [...(variables.get(slot) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const absent = absentLinks(unit, here.buildDirectory, missing.get(slot) ?? new Set());
    const own = [...(paths.get(slot) ?? []), ...(absent === undefined ? [] : [posix.relative(here.contents.absolute(rootOf(unit)), absent.directory)])];
    return [slot, { paths: own.sort(), variables: asked.map(([name, value]) => ({ name, value })), ...(absent !== undefined && { absent }) }];
  });
  return new Map(all.filter(([, unit]) => !watchesNothing(unit)));
}

function rootOf({ source }: Manifest): string {
  return source.kind === 'path' ? source.root : '';
}

export function watchesNothing(unit: WatchedUnit): boolean {
  return unit.paths.length === 0 && unit.variables.length === 0;
}

/**
 * What a script printed may say where the worktree is. In one that is moved before its first build the script runs anew:
 * its own sources, named by their whole paths, are gone.
 */
function placesOf(run: Manifest, script: Manifest, { contents }: Watchable): string[] {
  const says = run.files.some(({ role, rewrite }) => role === 'script-output' && rewrite === true);
  const source = script.inputs.find(({ kind }) => kind === 'file');
  return says && source !== undefined ? [contents.absolute(source.path)] : [];
}

function* variablesOf(conditions: readonly Condition[], { contents, variable }: Watchable): Generator<[string, string | null]> {
  for (const condition of conditions) {
    if (condition.kind === 'deployment') yield [condition.variable, variable(condition.variable) ?? null];
    if (condition.kind !== 'observed' && condition.kind !== 'declared') continue;
    for (const seen of condition.observations) {
      if (seen.see === 'variable') yield [seen.name, seen.value?.replaceAll(WORKTREE_MARK, contents.root) ?? null];
    }
  }
}

/** Cargo itself looks at no source of a vendored package: once it is built, it counts as it is. */
function vendoredSources({ source, kind, inputs }: Manifest, { contents }: Watchable): string[] {
  if (source.kind !== 'path' || source.vendored !== true || kind === 'run-build-script') return [];
  return inputs.flatMap((input) => (input.kind === 'file' ? [contents.absolute(input.path)] : []));
}

/** Absolute; what is not there now must not come. */
interface Place {
  readonly path: string;
  readonly there: boolean;
}

const there = (paths: readonly string[]): Place[] => paths.map((path) => ({ path, there: true }));

function placesToWatch(condition: Condition, root: string, here: Watchable): Place[] {
  switch (condition.kind) {
    case 'observed':
    case 'declared':
      return condition.observations.flatMap((seen) => seenAt(seen, root, here));
    case 'unobserved':
      return [...there([...here.headFiles(), ...allTracked(here)]), ...yetToCome(here)];
    case 'linker-inputs':
      return [...condition.paths.flatMap((path) => at(path, root, here)), ...(condition.equal === undefined ? [] : there([...here.headFiles(), ...allTracked(here)]))];
    case 'own-compilers':
      return there([...condition.paths.map((path) => here.contents.absolute(path)), ...here.compilerFiles]);
    // Of a script without rerun-if cargo compares the newest file of the package itself.
    case 'package-files':
    case 'precalculated-mtime':
    // Of registries' units cargo looks at no dep-info.
    case 'config-env':
    // Nothing in the worktree is asked.
    case 'debug-files':
    // A variable is all that tells.
    case 'deployment':
    // Placed by rustc's own record alone.
    case 'given-path':
      return [];
    default:
      return unreachable(condition);
  }
}

function seenAt(seen: Observation, root: string, here: Watchable): Place[] {
  switch (seen.see) {
    case 'file':
    case 'listing':
    case 'tree':
    case 'link':
      return at(seen.path, root, here);
    case 'matching':
      return [...at(fixedPart(seen.pattern), root, here), ...there(matching(seen.pattern, here).map((path) => here.contents.absolute(path)))];
    case 'kind':
      // Of a directory that was only looked at, nothing below it counts.
      return seen.is === 'directory' ? [] : at(seen.path, root, here);
    case 'git':
      return [...there(toldByGit(seen.question, here)), ...(TELLS_OF_PEOPLE.test(seen.question.join(' ')) ? at('.mailmap', root, here) : [])];
    case 'git-file': {
      const directory = here.gitDirectories?.[seen.of];
      if (directory === undefined) return [];
      const path = `${directory}/${seen.path}`.replace(/\/$/, '');
      // Of a directory that was only looked at, nothing counts.
      if (seen.sha256 === null) return lstat(path) === undefined ? [{ path, there: false }] : [];
      return there([path]);
    }
    case 'configuration':
      return there(here.configFiles);
    case 'nothing-built':
      return [{ path: here.contents.absolute(`${seen.in}/${seen.path}`), there: false }];
    case 'nowhere-above':
    case 'variable':
      return [];
    default:
      return unreachable(seen);
  }
}

/** Those that may tell of authors, whom `.mailmap` gives other names. */
const TELLS_OF_PEOPLE = /\b(?:log|show|shortlog)\b/;

function yetToCome(here: Watchable): Place[] {
  const { directories, absent } = newNames(here);
  return [...there(directories), ...absent.map((path) => ({ path, there: false }))];
}

/**
 * A file; a directory, of which cargo looks at all that is below (`find_stale_file`), unless it holds a build or lies above
 * the package: then what is done elsewhere would count; what is not there. Outside the worktree only files that are there.
 */
function at(path: string, root: string, { contents, built }: Watchable): Place[] {
  const absolute = contents.absolute(path);
  const times = contents.times(path);
  if (!isBelow(absolute, contents.root)) return times?.kind === 'file' ? there([absolute]) : [];
  if (times?.kind !== 'directory') return [{ path: absolute, there: times !== undefined }];
  const holdsBuilds = built.some((place) => isBelow(place, absolute));
  const isAbove = contents.absolute(root).startsWith(`${absolute}/`);
  return holdsBuilds || isAbove ? [] : there([absolute]);
}

/** Cargo's dep-info with more to watch; undefined where it cannot be read. */
export function withWatched(bytes: Buffer, watched: WatchedUnit): Buffer | undefined {
  const depInfo = parseDepInfo(bytes);
  if (!depInfo.ok) return undefined;
  const { value } = depInfo;
  const more = missing(value, watched);
  if (watchesNothing(more)) return bytes;
  const names = new Set(more.variables.map(({ name }) => name));
  const files: DepInfoFile[] = more.paths.map((path) => ({ base: 'package', path }));
  return encodeDepInfo({ files: [...value.files, ...files], env: [...value.env.filter(({ name }) => !names.has(name)), ...more.variables] });
}

/** Whether cargo compares all of this by this dep-info. */
export function watchesAll(bytes: Buffer, watched: WatchedUnit): boolean {
  const depInfo = parseDepInfo(bytes);
  return depInfo.ok && watchesNothing(missing(depInfo.value, watched));
}

function missing(depInfo: DepInfo, watched: WatchedUnit): WatchedUnit {
  const files = new Set(depInfo.files.filter(({ base }) => base === 'package').map(({ path }) => path));
  const values = new Map(depInfo.env.map(({ name, value }) => [name, value]));
  return {
    paths: watched.paths.filter((path) => !files.has(path)),
    variables: watched.variables.filter(({ name, value }) => !values.has(name) || values.get(name) !== value),
  };
}
