import { isWhole } from '../../system/fs.ts';
import type { Sha256, TimeNs } from '../../system/brand.ts';
import { sha256 } from '../../units/identity.ts';
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

/** All files of each package of a worktree: what cargo compares for a build script without rerun-if. */
export class PackageListing {
  private readonly files: readonly string[];
  private readonly packageRoots: ReadonlySet<string>;
  private readonly contents: WorktreeContents;
  private readonly seen = new Map<string, PackageFilesContents>();

  /** `files`: every file that git tracks or would track, and every `*.rs`; relative to the worktree. */
  constructor(contents: WorktreeContents, files: Iterable<string>) {
    this.contents = contents;
    this.files = [...files].sort();
    this.packageRoots = new Set(
      this.files.filter((f) => f === 'Cargo.toml' || f.endsWith('/Cargo.toml')).map((f) => f.slice(0, -'/Cargo.toml'.length)),
    );
  }

  /** The package at `root` (relative; `''` at the top) without the packages nested in it. */
  of(root: string): PackageFilesContents {
    const known = this.seen.get(root);
    if (known !== undefined) return known;
    const made = this.read(root);
    this.seen.set(root, made);
    return made;
  }

  private read(root: string): PackageFilesContents {
    const lines: string[] = [];
    let changedNs = 0n as TimeNs;
    let newest: string | undefined;
    const files = this.below(root);
    for (const path of directoriesOf(files, root)) {
      const times = this.contents.times(path);
      if (times === undefined || times.changedNs <= changedNs) continue;
      changedNs = times.changedNs;
      newest = path;
    }
    for (const path of files) {
      if (!isWhole(path)) lines.push(unknowable());
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
