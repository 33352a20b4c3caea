import { isWhole } from '../system/fs.ts';
import type { Sha256, TimeNs } from '../system/brand.ts';
import { unreachable } from '../system/unreachable.ts';
import type { PackageFiles } from '../units/model.ts';
import { sha256 } from '../units/identity.ts';
import { mayBeIncluded, standsAmongSources } from '../units/included-languages.ts';
import { later } from './path-times.ts';
import { unknowable } from './unknowable.ts';
import type { WorktreeContents } from './worktree-contents.ts';

export interface PackageFilesContents {
  readonly sha256: Sha256;
  /**
   * The newest modification or change time among the files whose contents count, and that file. Those of the
   * directories count as well: a file that was there and is gone has changed one.
   */
  readonly changedNs: TimeNs;
  readonly newest: string | undefined;
}

/** The files of each package of a worktree that nothing declares: see {@link PackageFiles}. */
export class PackageListing {
  private readonly files: readonly string[];
  private readonly packageRoots: ReadonlySet<string>;
  private readonly contents: WorktreeContents;
  private readonly seen = new Map<string, PackageFilesContents>();

  private readonly unread: readonly string[];

  /**
   * `files`: every file that git tracks or would track, and every `*.rs`; relative to the worktree. `unread`: directories
   * in which there may be more of the latter.
   */
  constructor(contents: WorktreeContents, files: Iterable<string>, unread: readonly string[] = []) {
    this.contents = contents;
    this.unread = unread;
    this.files = [...files].sort();
    this.packageRoots = new Set(
      this.files.filter((f) => f === 'Cargo.toml' || f.endsWith('/Cargo.toml')).map((f) => f.slice(0, -'/Cargo.toml'.length)),
    );
  }

  /** The package at `root` (relative; `''` at the top) without the packages nested in it. */
  of(root: string, which: PackageFiles): PackageFilesContents {
    const key = `${which}:${root}`;
    const known = this.seen.get(key);
    if (known !== undefined) return known;
    const made = this.read(root, which);
    this.seen.set(key, made);
    return made;
  }

  /** The files whose contents count in {@link of}. */
  paths(root: string, which: PackageFiles): string[] {
    const files = which === 'of-the-worktree' ? this.files : this.below(root);
    return files.filter((path) => counts(within(root, path), which));
  }

  private read(root: string, which: PackageFiles): PackageFilesContents {
    const lines: string[] = [];
    let changedNs = 0n as TimeNs;
    let newest: string | undefined;
    const all = which === 'of-the-worktree' ? this.files : this.below(root);
    const files = which === 'read-by-compilers' ? all.filter((path) => counts(within(root, path), which)) : all;
    for (const path of which === 'read-by-compilers' ? directoriesOfSources(files) : directoriesOf(files, which === 'of-the-worktree' ? '' : root)) {
      const times = this.contents.times(path);
      if (times === undefined || times.changedNs <= changedNs) continue;
      changedNs = times.changedNs;
      newest = path;
    }
    // Cargo itself does not see what git ignores.
    if (which !== 'all' && this.unread.some((path) => root === '' || path.startsWith(`${root}/`))) lines.push(unknowable());
    for (const path of files) {
      if (!isWhole(path)) lines.push(unknowable());
      if (!counts(within(root, path), which)) {
        lines.push(path);
        continue;
      }
      const file = this.contents.file(path);
      lines.push(`${path}\0${file?.sha256 ?? 'absent'}`);
      if (file !== undefined && file.changedNs > changedNs) {
        changedNs = later(changedNs, file.changedNs);
        newest = path;
      }
    }
    return { sha256: sha256(lines.join('\n')), changedNs, newest };
  }

  private below(root: string): string[] {
    const prefix = root === '' ? '' : `${root}/`;
    return this.files.filter((path) => path.startsWith(prefix) && !this.isInNestedPackage(path, prefix.length));
  }

  private isInNestedPackage(path: string, from: number): boolean {
    for (let slash = path.indexOf('/', from); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      if (this.packageRoots.has(path.slice(0, slash))) return true;
    }
    return false;
  }
}

/** A path below `root`, relative to it. */
function within(root: string, path: string): string {
  return root === '' ? path : path.slice(root.length + 1);
}

/** Whether a file's content counts. `path`: relative to the package, or to the worktree where all of it counts. */
function counts(path: string, which: PackageFiles): boolean {
  switch (which) {
    case 'all':
    case 'listed-by-script':
    case 'of-the-worktree':
      return true;
    case 'visible-to-macros':
      return !isOfOtherTarget(path);
    case 'read-by-compilers':
      return mayBeIncluded(path);
    default:
      return unreachable(which);
  }
}

/** Sources of cargo's other targets (Cargo book, "Package layout"): a macro reads them only where a text names them. */
function isOfOtherTarget(path: string): boolean {
  return path.endsWith('.rs') && /^(?:(?:tests|benches|examples|src\/bin)\/|(?:src\/main|build)\.rs$)/.test(path);
}

/** The directories of files, from `root` downwards. */
function directoriesOf(files: readonly string[], root: string): Set<string> {
  const directories = new Set(files.length === 0 ? [] : [root]);
  for (const file of files) {
    for (let at = file.lastIndexOf('/'); at > root.length; at = file.lastIndexOf('/', at - 1)) {
      const directory = file.slice(0, at);
      if (directories.has(directory)) break;
      directories.add(directory);
    }
  }
  return directories;
}

/** Those that hold such files themselves: what is above them changes with every other file of the package. */
function directoriesOfSources(files: readonly string[]): Set<string> {
  return new Set(files.filter(standsAmongSources).map((file) => (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '')));
}
