import { basename, dirname } from 'node:path';
import { gitDirectories } from '../../formats/git/head.ts';
import { ignoredEntries } from '../../formats/git/ignored.ts';
import { listFiles } from '../../formats/git/files.ts';
import { readable } from '../contents/directory-contents.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes, readDirectory, readLink } from '../../system/fs.ts';
import { copyBytes, makeDirectoriesBelow, symbolicLink } from '../../system/move.ts';
import { setMtime } from '../../system/times.ts';
import { writeNew } from '../../system/write.ts';
import type { Mirror } from './model.ts';

export interface MirrorRequest {
  readonly donor: AbsolutePath;
  /** Build directories of the donor, which are not copied; absolute. */
  readonly built: readonly string[];
  /** Where the mirror is to build; relative to the worktree. */
  readonly buildsIn: string;
  /** An empty directory of one's own. */
  readonly below: string;
  /** Whether it is being deleted, or the donor. */
  readonly isGone: () => boolean;
}

/** Files between two looks whether what it is for is still there. */
const LOOK_EVERY = 32;

/** More is not copied: a worktree of gigabytes is not worth an observation. */
const MOST_BYTES = 1n << 30n;
/** Of what git ignores, entries with more than this are left out: installed packages, data. */
const MOST_IGNORED = 2000;
const MOST_IGNORED_BYTES = 64n << 20n;

/**
 * Copies a donor to another path, with other times, so that what depends on either shows: every file that git tracks or would track, and
 * of what it ignores the small things; with a git directory of its own that shares the donor's objects and refs, as a
 * linked worktree's does, of which the repository knows nothing. Undefined where it would be too large,
 * or is wanted no more.
 */
export function makeMirror(o: MirrorRequest): Mirror | undefined {
  const worktree = `${o.below}/${unlike(basename(dirname(o.donor)))}/${unlike(basename(o.donor))}` as AbsolutePath;
  const temporary = `${o.below}/scratch`;
  for (const path of [temporary, worktree]) makeDirectoriesBelow(o.below, path);
  const listed = listFiles(o.donor);
  if (!listed.ok) return undefined;
  const copier = new Copier(o.donor, worktree, { bytes: MOST_BYTES, isGone: o.isGone });
  for (const path of listed.value.files) if (!copier.copy(path)) return undefined;
  for (const entry of ignoredEntries(o.donor) ?? []) {
    const path = entry.replace(/\/$/, '');
    if (!o.built.includes(`${o.donor}/${path}`)) for (const file of smallOnes(o.donor, path)) copier.copy(file);
  }
  copier.settleDirectories();
  return { worktree, around: o.below, temporary, git: ownGit(o.donor, worktree, `${o.below}/git/worktrees/mirror`), buildDirectory: `${worktree}/${o.buildsIn}` as AbsolutePath };
}

const ELSEWHERE = 'elsewhere';

/** Another name of another length: code may show the name of a folder, or how long it is. */
function unlike(name: string): string {
  return name.length === ELSEWHERE.length ? `${ELSEWHERE}-` : ELSEWHERE;
}

/**
 * The sum of a file's times in the donor and here, in nanoseconds: what was written last is the oldest here. So what shows a
 * time comes out otherwise, and so does what compares two, as "the newest of these" does: a checkout elsewhere writes in
 * another order. The odd seconds and nanoseconds never leave one as it was. From 2020 until 2065 that is long past.
 */
const TURNED_NS = 3_000_000_011_123_456_789n;
const TURNED_FROM_NS = 1_600_000_000_000_000_000n;
/** By how much other times are older here: a year, a month and a week, with some of all that is smaller. */
const OLDER_NS = (((400n * 24n + 5n) * 60n + 7n) * 60n + 11n) * 1_000_000_000n + 123_456_789n;

/** Times of archives that were made without any stay as they are: not all file systems have some before 1970. */
function otherTime(mtimeNs: bigint): bigint {
  if (mtimeNs >= TURNED_FROM_NS && mtimeNs < TURNED_NS) return TURNED_NS - mtimeNs;
  return mtimeNs < OLDER_NS ? mtimeNs : mtimeNs - OLDER_NS;
}

/** Copies single files, with other times, and in the end gives the directories theirs. */
class Copier {
  private readonly directories = new Set<string>();
  private left: bigint;
  private readonly from: string;
  private readonly to: string;
  private readonly isGone: () => boolean;
  private copied = 0;

  constructor(from: string, to: string, limits: { readonly bytes: bigint; readonly isGone: () => boolean }) {
    this.from = from;
    this.to = to;
    this.left = limits.bytes;
    this.isGone = limits.isGone;
  }

  /** False where there is no room left, or nobody wants it. */
  copy(path: string): boolean {
    this.copied += 1;
    if (this.copied % LOOK_EVERY === 0 && this.isGone()) return false;
    // A database's volume or a key of root's: no build of this user's has read it either.
    return readable(() => this.bring(path)) ?? true;
  }

  private bring(path: string): boolean {
    const found = lstat(`${this.from}/${path}`);
    if (found === undefined || lstat(`${this.to}/${path}`) !== undefined) return true;
    this.enter(dirname(path));
    if (found.kind === 'symlink') symbolicLink(readLink(`${this.from}/${path}`) ?? '', `${this.to}/${path}`);
    if (found.kind !== 'file') return true;
    this.left -= BigInt(found.size);
    if (this.left < 0n) return false;
    copyBytes(`${this.from}/${path}`, `${this.to}/${path}`);
    setMtime(`${this.to}/${path}`, otherTime(found.mtimeNs));
    return true;
  }

  settleDirectories(): void {
    for (const path of this.directories) {
      const times = lstat(`${this.from}/${path}`);
      if (times !== undefined) setMtime(`${this.to}/${path}`, otherTime(times.mtimeNs));
    }
  }

  private enter(directory: string): void {
    if (directory === '.' || this.directories.has(directory)) return;
    this.enter(dirname(directory));
    makeDirectoriesBelow(this.to, `${this.to}/${directory}`);
    this.directories.add(directory);
  }
}

/** The files of an ignored entry, or none where they are many or large. */
function smallOnes(root: string, entry: string): string[] {
  const found: string[] = [];
  let bytes = 0n;
  const visit = (path: string): boolean => readable(() => look(path)) ?? true;
  const look = (path: string): boolean => {
    const seen = lstat(`${root}/${path}`);
    if (seen === undefined) return true;
    if (seen.kind !== 'directory') {
      bytes += BigInt(seen.size);
      return found.push(path) <= MOST_IGNORED && bytes <= MOST_IGNORED_BYTES;
    }
    const entries = readDirectory(`${root}/${path}`);
    // Another build directory, or another repository.
    if (entries.some(({ name }) => name === 'CACHEDIR.TAG' || name === '.git')) return true;
    return entries.every(({ name }) => visit(`${path}/${name}`));
  };
  return visit(entry) ? found : [];
}

/**
 * `HEAD`, the index and `commondir` make a git directory (gitrepository-layout(5)). Below `worktrees`: gitoxide, by which
 * cargo lists a package's files, takes it for that of a bare repository elsewhere, where the clone is a bare one.
 */
function ownGit(donor: string, worktree: string, own: string): Mirror['git'] {
  const directories = gitDirectories(donor);
  if (directories === undefined) return undefined;
  makeDirectoriesBelow(dirname(dirname(dirname(own))), own);
  for (const name of ['HEAD', 'index', 'logs/HEAD', 'ORIG_HEAD']) {
    const bytes = readBytes(`${directories.own}/${name}`);
    if (bytes === undefined) continue;
    if (name.includes('/')) makeDirectoriesBelow(own, dirname(`${own}/${name}`));
    writeNew(`${own}/${name}`, bytes);
  }
  writeNew(`${own}/commondir`, `${directories.common}\n`);
  writeNew(`${own}/gitdir`, `${worktree}/.git\n`);
  writeNew(`${worktree}/.git`, `gitdir: ${own}\n`);
  return { own, common: directories.common };
}
