import { dirname, resolve } from 'node:path';
import { lstat, readDirectory, readLink, stat } from '../../../system/fs.ts';
import { OWN_DIRECTORY } from './wrapper.ts';

/** What stands as `target` in a workspace. */
export type Target =
  | { readonly kind: 'absent' }
  /** `target` is as written in the link, `leadsTo` absolute; it need not exist. */
  | { readonly kind: 'link'; readonly target: string; readonly leadsTo: string }
  /** Cargo's, with compiled units in it. */
  | { readonly kind: 'units' }
  /** Cargo's, without a single unit: what is left beside a build directory of its own. */
  | { readonly kind: 'finals' }
  | { readonly kind: 'other' };

export function targetOf(place: string): string {
  return `${place}/target`;
}

/** Where a workspace's own target directory waits while the shared one is used. */
export function parkedTargetOf(place: string): string {
  return `${place}/${OWN_DIRECTORY}/target`;
}

export function readTarget(path: string): Target {
  const kind = lstat(path)?.kind;
  if (kind === undefined) return { kind: 'absent' };
  if (kind === 'symlink') {
    const target = readLink(path) ?? '';
    return { kind: 'link', target, leadsTo: resolve(dirname(path), target) };
  }
  // Cargo tags what it makes; without the tag anything may be in there.
  if (kind !== 'directory' || stat(`${path}/CACHEDIR.TAG`) === undefined) return { kind: 'other' };
  return { kind: holdsUnits(path, 2) ? 'units' : 'finals' };
}

/** `debug`, or `<triple>/debug`: with `.fingerprint` (legacy), or a `build` of units (unit-dirs). */
function holdsUnits(directory: string, depth: number): boolean {
  return readDirectory(directory)
    .filter((entry) => entry.isDirectory())
    .some(({ name }) => name === '.fingerprint' || name === 'build' || (depth > 0 && holdsUnits(`${directory}/${name}`, depth - 1)));
}
