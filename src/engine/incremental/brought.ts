import { join } from 'node:path';
import { subdirectories } from '../../formats/cargo/layout/profile-directories.ts';
import { lstat, readDirectory, readText } from '../../system/fs.ts';
import { writeNew } from '../../system/write.ts';

/** Beside rustc's sessions, which begin with `s-`; what else is there it leaves alone (`rustc_incremental::persist::fs`). */
const NOTE = 'cargo-share.json';

/** A state that was brought, and nothing of which rustc has taken over. */
export interface UnusedState {
  readonly crate: string;
  /** `incremental/<crate>-<base36>`, in the build directory. */
  readonly path: string;
  /** How many objects it held. */
  readonly objects: number;
}

/** Notes in a crate's state, before it is brought, which objects it holds: rustc links what it takes over. */
export function noteObjects(state: string): void {
  writeNew(`${state}/${NOTE}`, JSON.stringify(objectsIn(state)), { mode: 0o600 });
}

/**
 * The states that were brought into a profile's directory, and of which no object is left after a later compilation. Rustc
 * says nothing when it refuses a state. Of a crate that is only checked there are no objects, and nothing tells.
 */
export function unusedStates(buildDirectory: string, profileDirectory: string): UnusedState[] {
  const root = `${profileDirectory}/incremental`;
  return subdirectories(join(buildDirectory, root)).flatMap((name) => {
    const state = join(buildDirectory, root, name);
    const noted = listIn(readText(`${state}/${NOTE}`));
    const standing = noted.length === 0 ? [] : objectsIn(state);
    const isTaken = standing.some((object) => noted.includes(object));
    return standing.length === 0 || isTaken ? [] : [{ crate: name.slice(0, name.lastIndexOf('-')), path: `${root}/${name}`, objects: noted.length }];
  });
}

/** Of the newest session that is finished; each by what another file cannot have in common with it. */
function objectsIn(state: string): string[] {
  const sessions = subdirectories(state).filter((name) => name.startsWith('s-') && !name.endsWith('-working')).sort();
  const session = sessions.at(-1);
  if (session === undefined) return [];
  return readDirectory(`${state}/${session}`).flatMap(({ name }) => {
    const found = name.endsWith('.o') ? lstat(`${state}/${session}/${name}`) : undefined;
    return found === undefined ? [] : [`${found.ino} ${found.mtimeNs}`];
  });
}

function listIn(text: string | undefined): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}
