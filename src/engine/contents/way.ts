import { dirname, resolve } from 'node:path';
import type { TimeNs } from '../../system/brand.ts';
import { latestOf } from '../../system/clock.ts';
import { lstat, readLink } from '../../system/fs.ts';
import { later } from './path-times.ts';

const NEVER = 0n as TimeNs;

/**
 * When the way to a file may last have been led elsewhere: a directory or link on it exchanged for another, with files
 * that are as old as ever. In nanoseconds.
 *
 * A rename sets the change time of what is renamed and of the directory that holds it (seen on ext4, btrfs and tmpfs),
 * and nobody can set a change time back: so what took another's place has changed, and so has what is above it. What is
 * merely created beside an input changes one directory only, and does not count.
 */
export class Ways {
  private readonly seen = new Map<string, TimeNs>();
  /** The way begins here: what is above is not looked at. */
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Of the directories and links above `path` (absolute). */
  above(path: string): TimeNs {
    return path === '/' || path === this.root ? NEVER : this.through(dirname(path));
  }

  /** Of `directory` itself and all above it. */
  through(directory: string): TimeNs {
    if (directory === this.root || directory === '/') return NEVER;
    const known = this.seen.get(directory);
    if (known !== undefined) return known;
    // Cuts a loop of links.
    this.seen.set(directory, NEVER);
    const led = later(this.above(directory), this.own(directory));
    this.seen.set(directory, led);
    return led;
  }

  private own(path: string): TimeNs {
    const found = lstat(path);
    if (found === undefined) return NEVER;
    const changedNs = latestOf(later(found.mtimeNs, found.ctimeNs));
    if (found.kind === 'symlink') return later(changedNs, this.through(resolve(dirname(path), readLink(path) ?? '.')));
    const above = lstat(dirname(path))?.ctimeNs;
    return above === undefined || latestOf(above) > changedNs ? changedNs : latestOf(above);
  }
}
