import { posix } from 'node:path';
import { parse, TomlError } from 'smol-toml';

/** A `Cargo.toml` of a worktree. */
export interface Manifest {
  /** Relative to the worktree. */
  readonly path: string;
  readonly directory: string;
  readonly text: string;
}

/**
 * Whether the package builds a `dylib` or `cdylib`: cargo puts no hash into their file names, and neither into the
 * name of their fingerprint directory (`use_extra_filename` in `compilation_files.rs`; seen with cargo 1.95 in one
 * build directory: the second worktree was given the first one's library, whatever the workspace wrapper).
 */
export function unhashedLibrary({ text }: Manifest): boolean {
  // Few manifests have the word: the others are not parsed.
  if (!text.includes('dylib')) return false;
  const root = valuesOf(text);
  const targets = [...tables(root['lib']), ...tables(root['example'])];
  return targets.some((target) => {
    const types = target['crate-type'] ?? target['crate_type'];
    return Array.isArray(types) && (types.includes('dylib') || types.includes('cdylib'));
  });
}

/** The directories that `[workspace] exclude` names, relative to the worktree: cargo takes them for roots of their own. */
export function excludedDirectories({ directory, text }: Manifest): string[] {
  if (!/\bexclude\b/.test(text)) return [];
  return strings(tables(valuesOf(text)['workspace'])[0]?.['exclude']).map((path) => inside(directory, path));
}

/**
 * The names of patched crates whose path lies inside the workspace's root without being a member: the workspace
 * wrapper does not reach them, while their hash holds the relative path (seen with cargo 1.95).
 */
export function patchesInside({ directory, text }: Manifest): string[] {
  if (!/\b(patch|replace)\b/.test(text)) return [];
  const root = valuesOf(text);
  const members = strings(tables(root['workspace'])[0]?.['members']).map((glob) => matcher(inside(directory, glob)));
  const sources = [...Object.values(tables(root['patch'])[0] ?? {}), root['replace']];
  return sources
    .flatMap((source) => pathsIn(source))
    .filter(({ path }) => isInside(path) && !members.some((member) => member.test(inside(directory, path))))
    .map(({ name }) => name)
    .sort();
}

/** The path dependencies of a package, by name, and their directories relative to the worktree. */
export function pathDependencies({ directory, text }: Manifest): { readonly name: string; readonly directory: string }[] {
  if (!/\bpath\b/.test(text)) return [];
  const root = valuesOf(text);
  const holders = [root, ...tables(root['workspace']), ...Object.values(tables(root['target'])[0] ?? {})].flatMap((table) => tables(table));
  return holders
    .flatMap((holder) => ['dependencies', 'dev-dependencies', 'build-dependencies'].flatMap((key) => pathsIn(holder[key])))
    .filter(({ path }) => !posix.isAbsolute(path))
    .map(({ name, path }) => ({ name, directory: inside(directory, path) }));
}

type Table = Readonly<Record<string, unknown>>;

function pathsIn(dependencies: unknown): { name: string; path: string }[] {
  return tables(dependencies).flatMap((table) =>
    Object.entries(table).flatMap(([name, value]) =>
      tables(value).flatMap(({ path }) => (typeof path === 'string' ? [{ name, path }] : [])),
    ),
  );
}

function isInside(path: string): boolean {
  const normal = posix.normalize(path);
  return !posix.isAbsolute(normal) && normal !== '..' && !normal.startsWith('../');
}

function inside(directory: string, path: string): string {
  return posix.join(directory, path).replace(/\/$/, '').replace(/^\.$/, '');
}

/** Cargo's member globs: `*`, `?` and `**` (the glob crate). */
function matcher(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`);
  const pattern = escaped.replaceAll(/\*\*\/?|\*|\?/g, (star) => (star === '*' ? '[^/]*' : star === '?' ? '[^/]' : '.*'));
  return new RegExp(`^${pattern}$`);
}

function valuesOf(text: string): Table {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    // Cargo's to report.
    if (error instanceof TomlError) return {};
    throw error;
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A table as a list of one, an array of tables as it is, anything else as none. */
function tables(value: unknown): Table[] {
  return (Array.isArray(value) ? value : [value]).filter(isTable);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
