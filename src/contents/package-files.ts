import type { Sha256, TimeNs } from '../system/brand.ts';
import type { PackageFiles } from '../units/model.ts';
import { sha256 } from '../units/identity.ts';
import { later } from './path-times.ts';
import type { WorktreeContents } from './worktree-contents.ts';

export interface PackageFilesContents {
  readonly sha256: Sha256;
  /** The newest modification or change time among the files whose contents count, and that file. */
  readonly changedNs: TimeNs;
  readonly newest: string | undefined;
}

/** The files of each package of a worktree that nothing declares: see {@link PackageFiles}. */
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
  of(root: string, which: PackageFiles): PackageFilesContents {
    const key = `${which}:${root}`;
    const known = this.seen.get(key);
    if (known !== undefined) return known;
    const made = this.read(root, which);
    this.seen.set(key, made);
    return made;
  }

  private read(root: string, which: PackageFiles): PackageFilesContents {
    const lines: string[] = [];
    let changedNs = 0n as TimeNs;
    let newest: string | undefined;
    for (const path of this.below(root)) {
      if (which === 'visible-to-macros' && path.endsWith('.rs')) {
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
