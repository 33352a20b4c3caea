import { isBuildDirectory } from '../../formats/cargo/layout/profile-directories.ts';
import { lockProfile, type Release } from '../../formats/cargo/locks.ts';
import type { IoProblem } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { profilesIn } from './cargo-contents.ts';
import type { Place } from './places.ts';

export type LockedDirectory = Pick<Place, 'targetDirectory' | 'buildDirectory'>;

export interface Locked {
  /** Build directories that are not locked, as cargo is building there. */
  readonly busy: ReadonlySet<AbsolutePath>;
  /** Those whose locks cannot be opened; a problem tells why. */
  readonly unusable: ReadonlySet<AbsolutePath>;
  readonly problems: readonly IoProblem[];
  readonly release: () => void;
}

/** Directories in which cargo is building now. Writes nothing. */
export async function busyDirectories(directories: readonly LockedDirectory[]): Promise<ReadonlySet<AbsolutePath>> {
  const { busy, release } = await lockDirectories(directories, { nested: false, leaveMissing: true });
  release();
  return busy;
}

/**
 * Takes cargo's locks of every profile directory in some directories, at once or not at all for each of them.
 * `nested` takes those of directories that other tools build in below them as well.
 */
export async function lockDirectories(directories: readonly LockedDirectory[], o: { readonly nested: boolean; readonly leaveMissing?: boolean }): Promise<Locked> {
  const [busy, unusable] = [new Set<AbsolutePath>(), new Set<AbsolutePath>()];
  const problems: IoProblem[] = [];
  // A lock that is taken twice would keep ourselves out.
  const held = new Map<string, Release>();
  for (const directory of directories) {
    const { targetDirectory, buildDirectory } = directory;
    const own = new Map<string, Release>();
    for (const profileDirectory of profilesOf(directory, o.nested)) {
      const key = `${buildDirectory}/${profileDirectory}`;
      if (held.has(key)) continue;
      const lock = await lockProfile({ targetDirectory, buildDirectory, profileDirectory, leaveMissing: o.leaveMissing ?? false, mode: 'try' });
      if (lock.ok) own.set(key, lock.value);
      else if (lock.error.code === 'target-directory-busy') busy.add(buildDirectory);
      else if (!unusable.has(buildDirectory)) {
        unusable.add(buildDirectory);
        problems.push({ ...lock.error, path: buildDirectory });
      }
    }
    if (busy.has(buildDirectory) || unusable.has(buildDirectory)) own.forEach((release) => release());
    else own.forEach((release, key) => held.set(key, release));
  }
  return { busy, unusable, problems, release: () => held.forEach((release) => release()) };
}

function profilesOf({ targetDirectory, buildDirectory }: LockedDirectory, nested: boolean): Set<string> {
  const ofBoth = [buildDirectory, targetDirectory].flatMap((directory) =>
    profilesIn(directory).filter((profile) => nested || !isBuildDirectory(`${directory}/${profile.split('/')[0] ?? ''}`)),
  );
  return new Set(ofBoth);
}
