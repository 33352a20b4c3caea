import { lstat, readBytes } from '../system/fs.ts';
import type { AbsolutePath, Sha256 } from '../system/brand.ts';
import { sha256 } from '../units/identity.ts';
import { readTimes, type PathTimes } from './path-times.ts';
import { directoryContents, type DirectoryContents } from './directory-contents.ts';

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

  constructor(root: AbsolutePath) {
    this.root = root;
  }

  absolute(path: string): string {
    return path.startsWith('/') ? path : path === '' ? this.root : `${this.root}/${path}`;
  }

  /** Times of what is at `path`; undefined when nothing is, or a link that leads nowhere. */
  times(path: string): PathTimes | undefined {
    if (!this.seenTimes.has(path)) this.seenTimes.set(path, readTimes(this.absolute(path)));
    return this.seenTimes.get(path);
  }

  /** Content and times of a file; undefined when it is not there or not a file. */
  file(path: string): FileContents | undefined {
    if (!this.seenFiles.has(path)) this.seenFiles.set(path, this.readFile(path));
    return this.seenFiles.get(path);
  }

  private readFile(path: string): FileContents | undefined {
    const times = this.times(path);
    if (times?.kind !== 'file') return undefined;
    const bytes = readBytes(this.absolute(path));
    return bytes && { ...times, sha256: sha256(bytes) };
  }

  /** The bytes of a file as they are now; not remembered. */
  bytes(path: string): Buffer | undefined {
    return readBytes(this.absolute(path));
  }

  /** Names, contents and times of all that is below a directory. */
  directory(path: string): DirectoryContents | undefined {
    if (!this.seenDirectories.has(path)) {
      const is = this.times(path)?.kind === 'directory';
      this.seenDirectories.set(path, is ? directoryContents(this.absolute(path)) : undefined);
    }
    return this.seenDirectories.get(path);
  }

  exists(path: string): boolean {
    return lstat(this.absolute(path)) !== undefined;
  }
}
