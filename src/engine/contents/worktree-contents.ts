import { lstat, readBytes } from '../../system/fs.ts';
import type { AbsolutePath, Sha256, TimeNs } from '../../system/brand.ts';
import { sha256 } from '../../units/identity.ts';
import { later, readTimes, type PathTimes } from './path-times.ts';
import { directoryContents, newestBelow, readable, type DirectoryContents } from './directory-contents.ts';
import { Ways } from './way.ts';

export interface FileContents extends PathTimes {
  readonly sha256: Sha256;
}

/**
 * Contents and times of one worktree's files, each read once. Paths are relative to the root, or absolute.
 *
 * Times are taken before contents, and never within a clock tick of now: an edit that is made meanwhile gets a
 * newer time than the one remembered here, so cargo notices it whatever was read.
 */
export class WorktreeContents {
  readonly root: AbsolutePath;
  private readonly seenTimes = new Map<string, PathTimes | undefined>();
  private readonly seenFiles = new Map<string, FileContents | undefined>();
  private readonly seenDirectories = new Map<string, DirectoryContents | undefined>();
  private readonly seenTrees = new Map<string, DirectoryContents | undefined>();
  private readonly seenBelow = new Map<string, TimeNs | undefined>();
  private readonly ways: Ways;

  constructor(root: AbsolutePath) {
    this.root = root;
    this.ways = new Ways(root);
  }

  absolute(path: string): string {
    return path.startsWith('/') ? path : path === '' ? this.root : `${this.root}/${path}`;
  }

  /**
   * Times of what is at `path`; undefined when nothing is, or a link that leads nowhere. That something else has been
   * put in the place of a directory on the way counts as a change.
   */
  times(path: string): PathTimes | undefined {
    if (!this.seenTimes.has(path)) this.seenTimes.set(path, this.readTimes(this.absolute(path)));
    return this.seenTimes.get(path);
  }

  private readTimes(path: string): PathTimes | undefined {
    const times = readable(() => readTimes(path));
    return times && { ...times, changedNs: later(times.changedNs, this.ways.above(path)) };
  }

  /** Content and times of a file; undefined when it is not there or not a file. */
  file(path: string): FileContents | undefined {
    if (!this.seenFiles.has(path)) this.seenFiles.set(path, this.readFile(path));
    return this.seenFiles.get(path);
  }

  private readFile(path: string): FileContents | undefined {
    const times = this.times(path);
    if (times?.kind !== 'file') return undefined;
    const bytes = readable(() => readBytes(this.absolute(path)));
    return bytes && { ...times, sha256: sha256(bytes) };
  }

  /** The bytes of a file as they are now; not remembered. */
  bytes(path: string): Buffer | undefined {
    return readBytes(this.absolute(path));
  }

  /** Names, contents and times of all that is below a directory. */
  directory(path: string): DirectoryContents | undefined {
    if (!this.seenDirectories.has(path)) {
      this.seenDirectories.set(path, this.readDirectory(path, 'everything'));
    }
    return this.seenDirectories.get(path);
  }

  /** The same without what other programs keep there: build directories, git's, installed packages. */
  tree(path: string): DirectoryContents | undefined {
    if (!this.seenTrees.has(path)) this.seenTrees.set(path, this.readDirectory(path, 'sources'));
    return this.seenTrees.get(path);
  }

  /** What cargo compares where it watches `path`: see {@link newestBelow}. */
  watchedNs(path: string): TimeNs | undefined {
    if (!this.seenBelow.has(path)) this.seenBelow.set(path, newestBelow(this.absolute(path)));
    return this.seenBelow.get(path);
  }

  private readDirectory(path: string, which: 'everything' | 'sources'): DirectoryContents | undefined {
    if (this.times(path)?.kind !== 'directory') return undefined;
    const absolute = this.absolute(path);
    const contents = directoryContents(absolute, which);
    return { ...contents, changedNs: later(contents.changedNs, this.ways.through(absolute)) };
  }

  exists(path: string): boolean {
    return lstat(this.absolute(path)) !== undefined;
  }
}
