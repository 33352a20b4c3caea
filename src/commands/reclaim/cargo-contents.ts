import { IGNORE_ALL, IGNORE_FILE, isCargos } from '../../formats/cargo/target-directory.ts';
import { isBuildDirectory } from '../../formats/cargo/layout/profile-directories.ts';
import { lstat, readDirectory, readText } from '../../system/fs.ts';

/** What of a directory is surely cargo's, relative to it; `['']` is the directory itself: nothing else is in there. */
export type OwnPaths = readonly string[];

/** What only a cargo that builds makes: any one of them shows a profile directory. */
const PROFILE_MARKS = ['.fingerprint', '.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
/** What cargo makes in a profile directory beside the final artifacts. */
const PROFILE_PARTS = new Set([...PROFILE_MARKS, 'deps', 'build', 'incremental', 'examples']);
/** Ours, in a directory that is being deleted: see `orphaned/mark.ts`. */
export const ORPHAN_MARK = '.cargo-share-orphaned';
/** What tells that a directory is cargo's, or half deleted by us. */
export const MARKS: ReadonlySet<string> = new Set(['CACHEDIR.TAG', '.rustc_info.json', ORPHAN_MARK, ...PROFILE_MARKS]);
/** What cargo makes beside the profile directories. */
const TOP_FILES = new Set(['CACHEDIR.TAG', '.rustc_info.json', '.future-incompat-report.json', ORPHAN_MARK]);
const TOP_DIRECTORIES = new Set(['doc', 'package', 'tmp', 'cargo-timings']);

/**
 * Everything in a target or build directory that cargo made. Undefined unless the directory is one for sure: real,
 * tagged by cargo (or with its memory of the compiler, where the directory was there before cargo), and with a profile
 * directory in it. What is not known stays: `target/` is a place where people put things. `nested` takes the
 * directories that other tools build in below it as well.
 */
export function cargoContents(directory: string, o: { readonly nested: boolean }): OwnPaths | undefined {
  if (lstat(directory)?.kind !== 'directory') return undefined;
  // Half deleted, it may have lost cargo's own marks.
  const isMarked = lstat(`${directory}/${ORPHAN_MARK}`)?.kind === 'file';
  if (!isMarked && (!isCargos(directory) || profilesIn(directory).length === 0)) return undefined;
  return take({ root: directory, relative: '', kind: 'top', nested: o.nested });
}

/** Where cargo has locks or units, relative to a target or build directory; those of directories nested in it too. */
export function profilesIn(directory: string): string[] {
  return realDirectories(directory).flatMap((first) => {
    if (isProfile(`${directory}/${first}`)) return [first];
    return realDirectories(`${directory}/${first}`).flatMap((second) =>
      isProfile(`${directory}/${first}/${second}`) ? [`${first}/${second}`] : [],
    );
  });
}

function isProfile(directory: string): boolean {
  return PROFILE_MARKS.some((name) => lstat(`${directory}/${name}`) !== undefined);
}

function realDirectories(directory: string): string[] {
  return readDirectory(directory)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

interface Taking {
  readonly root: string;
  readonly relative: string;
  readonly kind: 'top' | 'profile';
  readonly nested: boolean;
}

function take(o: Taking): OwnPaths {
  const { root, relative } = o;
  const directory = relative === '' ? root : `${root}/${relative}`;
  const entries = readDirectory(directory);
  const names = new Set(entries.map(({ name }) => name));
  const taken: string[] = [];
  let whole = true;
  for (const entry of entries) {
    const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const own = takeEntry(entry, names, { ...o, relative: path });
    taken.push(...own);
    whole &&= own.length === 1 && own[0] === path;
  }
  return whole ? [relative] : taken;
}

function takeEntry(
  entry: { readonly name: string; isDirectory(): boolean; isFile(): boolean },
  names: ReadonlySet<string>,
  o: Taking,
): OwnPaths {
  const { root, relative: path, kind, nested } = o;
  const absolute = `${root}/${path}`;
  if (kind === 'profile') {
    if (PROFILE_PARTS.has(entry.name) && (entry.isDirectory() || entry.isFile())) return [path];
    return entry.isFile() && isFinal(entry.name, names) ? [path] : [];
  }
  if (entry.isFile()) return TOP_FILES.has(entry.name) || (entry.name === IGNORE_FILE && readText(absolute) === IGNORE_ALL) ? [path] : [];
  if (!entry.isDirectory()) return [];
  if (TOP_DIRECTORIES.has(entry.name)) return [path];
  if (isProfile(absolute)) return take({ ...o, kind: 'profile' });
  // A target triple's directory, or one that an editor builds in.
  if (profilesIn(absolute).length === 0 || (!nested && isBuildDirectory(absolute))) return [];
  return take(o);
}

/** Cargo puts a `.d` beside each final artifact (`app` and `app.d`, `libx.rlib` and `libx.d`). */
function isFinal(name: string, names: ReadonlySet<string>): boolean {
  if (name.endsWith('.d')) return true;
  const dot = name.lastIndexOf('.');
  return names.has(`${name}.d`) || (dot > 0 && names.has(`${name.slice(0, dot)}.d`));
}
