import type { WorktreeListing } from '../../git/listing.ts';
import { lstat, readText, stat } from '../../../system/fs.ts';
import type { AbsolutePath, TimeNs } from '../../../system/brand.ts';
import ignore from 'ignore';
import { parse, TomlError } from 'smol-toml';

export interface PackageFile {
  /** Relative to the package root. */
  readonly path: string;
  /** Of the file that a symlink leads to. */
  readonly mtimeNs: TimeNs;
  /** A tracked file below the package's `target/`: cargo lists those last. */
  readonly last: boolean;
}

/** Stands in a name that git gave as bytes which are not UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * The files that cargo takes a path package to consist of (`sources/path.rs::list_files`), unsorted: tracked ones
 * and untracked ones that are not ignored, without packages below it and without untracked files in its `target/`.
 *
 * @param packageRoot relative to the worktree, `''` for its root
 * @returns `undefined` where cargo's rules are not followed here: an inherited `include`/`exclude`, a manifest
 *   that git does not track, a repository or a symlink to a directory inside the package, a name that is not UTF-8
 */
export function listPackageFiles(
  worktree: AbsolutePath,
  packageRoot: string,
  listing: WorktreeListing,
): readonly PackageFile[] | undefined {
  const prefix = packageRoot === '' ? '' : `${packageRoot}/`;
  const tracked = below(listing.tracked, prefix);
  // Cargo leaves out an untracked lock file of the worktree's root, and no other.
  const untracked = below(listing.untracked, prefix).filter((path) => `${prefix}${path}` !== 'Cargo.lock');
  const root = `${worktree}/${prefix}`;
  const selected = tracked.includes('Cargo.toml') ? fileSelection(readText(`${root}Cargo.toml`)) : undefined;
  if (selected === undefined) return undefined;

  const inTarget = tracked.filter((path) => path.startsWith('target/'));
  const walked = [...tracked, ...untracked].filter((path) => !path.startsWith('target/'));
  const subpackages = new Set<string>();
  for (const path of [...walked, ...inTarget]) {
    if (path.endsWith('/Cargo.toml') && lstat(root + path) !== undefined) subpackages.add(path.slice(0, -'Cargo.toml'.length));
  }

  const files: PackageFile[] = [];
  for (const [paths, last] of [[walked, false], [inTarget, true]] as const) {
    for (const path of new Set(paths)) {
      if (subpackages.size > 0 && isBelowAny(path, subpackages)) continue;
      if (path.includes(REPLACEMENT)) return undefined;
      if (!selected(path)) continue;
      const found = lstat(root + path);
      const target = found?.kind === 'symlink' ? stat(root + path) : found;
      if (target?.kind === 'directory') return undefined;
      // Cargo takes a dangling link for as old as can be, lists no deleted file, and no pipe.
      if (target === undefined || found?.kind === 'other') continue;
      files.push({ path, mtimeNs: target.mtimeNs, last });
    }
  }
  return files;
}

function below(paths: readonly string[], prefix: string): string[] {
  if (prefix === '') return [...paths];
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

function isBelowAny(path: string, directories: ReadonlySet<string>): boolean {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (directories.has(path.slice(0, slash + 1))) return true;
  }
  return false;
}

/**
 * Which files a manifest's `include` or `exclude` leaves in (patterns of gitignore; with an `include`, `exclude` counts
 * for nothing; the manifest and the lock file are always in: `sources/path.rs`, `_list_files`). `undefined` where the
 * manifest cannot be read, or inherits the lists.
 */
function fileSelection(manifest: string | undefined): ((path: string) => boolean) | undefined {
  const table = manifest === undefined ? undefined : packageTable(manifest);
  if (table === undefined) return undefined;
  const { include = [], exclude = [] } = table;
  if (!isStrings(include) || !isStrings(exclude)) return undefined;
  if (include.length === 0 && exclude.length === 0) return () => true;
  const patterns = ignore({ ignorecase: false }).add(include.length > 0 ? [...include] : [...exclude]);
  const always = new Set(['Cargo.toml', 'Cargo.lock']);
  return (path) => always.has(path) || patterns.ignores(path) === include.length > 0;
}

function packageTable(manifest: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const table = parse(manifest)['package'];
    return typeof table === 'object' ? (table as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
