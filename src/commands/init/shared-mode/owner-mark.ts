import { readText } from '../../../system/fs.ts';

/**
 * What a wrapper writes beside cargo's records of each unit that it compiles, and of the build-script run that the
 * unit uses: whose they are. Cargo looks for its records by name, and does not see it.
 */
export const OWNER_MARK = 'cargo-share-owner';

export interface UnitOwner {
  readonly crate: string;
  /** `-C metadata`: with the crate's name it tells the name of its incremental state. */
  readonly metadata: string;
  /** Absolute path of the wrapper: a worktree's in one of its lives. */
  readonly wrapper: string;
}

/** The mark in a unit's fingerprint directory; undefined where there is none, or it was cut short. */
export function readOwner(fingerprintDirectory: string): UnitOwner | undefined {
  const text = readText(`${fingerprintDirectory}/${OWNER_MARK}`);
  return text === undefined ? undefined : parseOwner(text);
}

/** Three lines. The path comes last: it may hold line ends of its own. */
export function parseOwner(text: string): UnitOwner | undefined {
  const found = /^(.+)\n([0-9a-f]+)\n(\/[^]*\/\.cargo\/cargo-share\/rustc\.[0-9a-f]{8})\n$/.exec(text);
  if (found === null) return undefined;
  const [, crate = '', metadata = '', wrapper = ''] = found;
  return { crate, metadata, wrapper };
}
