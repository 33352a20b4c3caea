import { posix } from 'node:path';
import { encodeDepInfo, parseDepInfo, type DepInfo, type DepInfoFile } from '../cargo/dep-info.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { unreachable } from '../system/unreachable.ts';
import type { Condition, Manifest, PackageFiles, Slot } from '../units/model.ts';

/**
 * What a unit was compiled from, or a build script read, without telling cargo: where cargo builds a unit it reads those
 * files as they are then, so that an edit between warming and the first build must be seen. Paths as cargo's dep-info
 * names them: below the package relative to it, so that a worktree may be moved; else absolute.
 */
export type Watched = ReadonlyMap<Slot, readonly string[]>;

/** A worktree as far as its files can be watched. */
export interface Watchable {
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Files that change with HEAD and tags; absolute. */
  readonly headFiles: () => readonly string[];
  /** Configuration files that set variables; absolute. */
  readonly configFiles: readonly string[];
  /** Those that say which program compiles; absolute. */
  readonly compilerFiles: readonly string[];
  /** Build and target directories: what holds one changes with every build. Absolute. */
  readonly built: readonly string[];
}

/**
 * The paths for cargo's dep-info of each unit: those of its own conditions, and of the build script's run for the script,
 * as a script that is compiled anew runs anew. Only path packages have a dep-info that cargo looks at
 * (`use_dep_info` in cargo's `fingerprint/mod.rs`, 1.95).
 */
export function watchedPaths(chosen: readonly Manifest[], here: Watchable): Watched {
  const scripts = new Map(chosen.filter(({ kind }) => kind === 'build-script').map((script) => [script.slot, script]));
  const watched = new Map<Slot, Set<string>>();
  for (const manifest of chosen) {
    const { source, conditions } = manifest;
    if (source.kind !== 'path') continue;
    const below = `${here.contents.absolute(source.root)}/`;
    const at = manifest.kind === 'run-build-script' ? manifest.dependencies.map(({ slot }) => scripts.get(slot)).find((script) => script !== undefined) : manifest;
    if (at === undefined) continue;
    const paths = watched.get(at.slot) ?? new Set();
    for (const condition of conditions) {
      for (const path of pathsOf(condition, source.root, here)) paths.add(path.startsWith(below) ? path.slice(below.length) : path);
    }
    for (const path of placesOf(manifest, at, here)) paths.add(path);
    for (const path of vendoredSources(manifest, here)) paths.add(path.startsWith(below) ? path.slice(below.length) : path);
    watched.set(at.slot, paths);
  }
  return new Map([...watched].filter(([, paths]) => paths.size > 0).map(([slot, paths]) => [slot, [...paths].sort()]));
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

/** Cargo itself looks at no source of a vendored package: once it is built, it counts as it is. */
function vendoredSources({ source, kind, inputs }: Manifest, { contents }: Watchable): string[] {
  if (source.kind !== 'path' || source.vendored !== true || kind === 'run-build-script') return [];
  return inputs.flatMap((input) => (input.kind === 'file' ? [contents.absolute(input.path)] : []));
}

function pathsOf(condition: Condition, root: string, here: Watchable): readonly string[] {
  switch (condition.kind) {
    case 'same-commit':
      return here.headFiles();
    case 'clean-worktree':
      return listed('', 'of-the-worktree', here);
    case 'package-files':
      // Of a script without rerun-if cargo compares the newest of these itself.
      return condition.which === 'all' ? [] : listed(condition.root, condition.which, here);
    case 'named-paths':
      return condition.paths.flatMap((path) => named(path, root, here));
    case 'root-manifest':
      return [here.contents.absolute(condition.path)];
    case 'config-env':
      return here.configFiles;
    case 'own-compilers':
      return [...condition.paths.map((path) => here.contents.absolute(path)), ...here.compilerFiles];
    case 'precalculated-mtime':
      return [];
    default:
      return unreachable(condition);
  }
}

function listed(root: string, which: Exclude<PackageFiles, 'all'>, here: Watchable): string[] {
  const paths = here.listing().paths(root, which).filter((path) => here.contents.times(path) !== undefined);
  return paths.map((path) => here.contents.absolute(path));
}

/**
 * A file; a directory, of which cargo looks at all that is below (`find_stale_file`); for what is not there the directory
 * that would get it, unless the package itself is in it: then every edit would count.
 */
function named(path: string, root: string, { contents, built }: Watchable): string[] {
  const absolute = contents.absolute(path);
  const times = contents.times(path);
  if (times?.kind === 'file') return [absolute];
  const directory = times === undefined ? posix.dirname(absolute) : absolute;
  const holdsBuilds = built.some((at) => isBelow(at, directory));
  return holdsBuilds || isBelow(contents.absolute(root), directory) || contents.times(directory)?.kind !== 'directory' ? [] : [directory];
}

const isBelow = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`);

/** Cargo's dep-info with more to watch; undefined where it cannot be read. */
export function withWatched(bytes: Buffer, paths: readonly string[]): Buffer | undefined {
  const depInfo = parseDepInfo(bytes);
  if (!depInfo.ok) return undefined;
  const more = missing(depInfo.value, paths);
  return more.length === 0 ? bytes : encodeDepInfo({ ...depInfo.value, files: [...depInfo.value.files, ...more] });
}

/** Whether cargo watches all of `paths` by this dep-info. */
export function watchesAll(bytes: Buffer, paths: readonly string[]): boolean {
  const depInfo = parseDepInfo(bytes);
  return depInfo.ok && missing(depInfo.value, paths).length === 0;
}

function missing(depInfo: DepInfo, paths: readonly string[]): DepInfoFile[] {
  const known = new Set(depInfo.files.filter(({ base }) => base === 'package').map(({ path }) => path));
  return paths.filter((path) => !known.has(path)).map((path) => ({ base: 'package', path }));
}
