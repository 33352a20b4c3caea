import { isUnitHash, kindOfName } from '../../../formats/cargo/layout/unit-name.ts';
import { subdirectories } from '../../../formats/cargo/layout/profile-directories.ts';
import { OWNER_MARK } from '../../init/shared-mode/owner-mark.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory } from '../../../system/fs.ts';
import { walk } from '../../../system/walk.ts';

/**
 * Whether a fingerprint directory tells of a first compilation that never ended: cargo writes `invoked.timestamp` and
 * the compiler's messages before the hash file (`fingerprint/mod.rs`, 1.95). Any name unknown here could be a hash file.
 */
export function isUnfinished(fingerprintDirectory: string): boolean {
  return readDirectory(fingerprintDirectory).every(({ name }) => name === 'invoked.timestamp' || name === OWNER_MARK || isBesideHash(name));
}

function isBesideHash(name: string): boolean {
  const of = /^(?:dep|output)-(.+)$/.exec(name)?.[1] ?? /^(.+)\.json$/.exec(name)?.[1];
  return of !== undefined && kindOfName(of) !== undefined;
}

/** Unit directories of the unit-dirs layout without a unit, relative to the build directory. */
export function unfinishedUnitDirectories(buildDirectory: AbsolutePath, profileDirectory: string): string[] {
  const found: string[] = [];
  const build = `${profileDirectory}/build`;
  for (const packageName of subdirectories(`${buildDirectory}/${build}`)) {
    for (const hash of subdirectories(`${buildDirectory}/${build}/${packageName}`)) {
      const path = `${build}/${packageName}/${hash}`;
      const isUnit = isUnitHash(hash) && subdirectories(`${buildDirectory}/${path}`).includes('fingerprint');
      if (isUnit && isUnfinished(`${buildDirectory}/${path}/fingerprint`)) found.push(path);
    }
  }
  return found;
}

/** What a killed cargo-share has not renamed into place (`temporaryBeside`), relative to the build directory. */
export function ownTemporaries(buildDirectory: AbsolutePath, profileDirectory: string): string[] {
  const found: string[] = [];
  walk(`${buildDirectory}/${profileDirectory}`, ({ relative, stat }) => {
    const name = relative.slice(relative.lastIndexOf('/') + 1);
    if (stat.kind === 'directory') return relative === 'incremental' || IN_OUT_DIR.test(relative) ? 'skip' : undefined;
    if (TEMPORARY.test(name)) found.push(`${profileDirectory}/${relative}`);
    return undefined;
  });
  return found;
}

const TEMPORARY = /^\..+\.\d+-[0-9a-f]{12}\.tmp$/;
/** A build script's own files: `build/<package>-<H>/out` and what is below `build/<package>/<H>/out`. */
const IN_OUT_DIR = /^build\/[^/]+\/out$|^build\/[^/]+\/[^/]+\/out\/./;
