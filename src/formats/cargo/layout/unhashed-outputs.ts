import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat, readTextIfAllowed } from '../../../system/fs.ts';
import { once } from '../../../system/once.ts';
import { parseMark } from '../../../units/marker.ts';
import type { FingerprintRecord, UnitFile } from '../../../units/model.ts';
import { createStableHasher } from '../fingerprint-hash/stable-hasher.ts';
import { fingerprintNumber, isFingerprintText, parseFingerprint } from '../fingerprint-json.ts';
import type { UnhashedOutputs, UnitEntry } from './layout.ts';
import { kindOfName } from './unit-name.ts';

/**
 * In the legacy layout a path package's `dylib` or `cdylib`, with all that the same compilation makes, has no unit hash
 * in its files' names (`compilation_files.rs::use_extra_filename`, cargo 1.95): every build of it, and every other
 * package whose library has the same name, writes the same files.
 *
 * @param paths files without a unit hash, relative to the build directory
 * @param entries all units of the profile directory
 * @param unfinished the fingerprint directories there of units whose first build did not end, relative as well
 * @param filesOf the files with a unit hash
 */
export function unhashedOutputs(
  buildDirectory: AbsolutePath,
  o: {
    readonly paths: readonly string[];
    readonly entries: () => readonly UnitEntry[];
    readonly unfinished: () => readonly string[];
    readonly filesOf: (unitHash: string) => readonly string[];
  },
): UnhashedOutputs {
  const builds = once(() => o.entries().map((entry) => readBuild(buildDirectory, entry)));
  const newestUnfinishedNs = once(() => o.unfinished().reduce((newest, directory) => laterOf(newest, beganAt(buildDirectory, directory)), 0n));
  const isForHost = ({ name, unitHash }: UnitEntry): boolean => name.startsWith(SCRIPT) || o.filesOf(unitHash).some((path) => path.endsWith('.so') || path.endsWith('.dylib'));
  return {
    candidates: (entry) => {
      const { directory, crate } = placeOf(entry);
      const starts = [`${directory}/${crate}.`, `${directory}/lib${crate}.`];
      return o.paths.filter((path) => starts.some((start) => path.startsWith(start)));
    },
    isUncertain: (entry, files) => {
      const build = readBuild(buildDirectory, entry);
      const own = placeOf(entry);
      const claims = (other: UnitEntry): boolean => {
        const { directory, crate } = placeOf(other);
        return other.slot !== entry.slot && directory === own.directory && crate === own.crate && o.filesOf(other.unitHash).length === 0;
      };
      if (build.beganNs === undefined || newestUnfinishedNs() >= build.beganNs) return true;
      return !madeByItself(build, buildDirectory, files) || hasRival(build, builds(), claims) || isBelow(entry.packageName, builds(), isForHost);
    },
    isBelowTests: (entry) => isBelow(entry.packageName, builds(), ({ name }) => kindOfName(name) === 'test'),
  };
}

/** Where an output without a hash is written, and the crate's name in it. */
export function placeOf(entry: Pick<UnitEntry, 'name' | 'profileDirectory'>): { readonly directory: string; readonly crate: string } {
  const crate = entry.name.slice(entry.name.indexOf('-') + 1).replaceAll('-', '_');
  const part = entry.name.startsWith(EXAMPLE) ? 'examples' : 'deps';
  return { directory: `${entry.profileDirectory}/${part}`, crate };
}

const EXAMPLE = 'example-';

/** What a fingerprint directory tells of the last build of its unit. */
interface Build {
  readonly entry: UnitEntry;
  /** When cargo began to build it, or this tool to place it. */
  readonly beganNs: bigint | undefined;
  /** When its fingerprint was written, after all else; undefined where the last build of it did not end. */
  readonly endedNs: bigint | undefined;
  readonly isPlaced: boolean;
  readonly number: bigint | undefined;
  readonly record: FingerprintRecord | undefined;
}

function readBuild(buildDirectory: AbsolutePath, entry: UnitEntry): Build {
  const stamp = `${buildDirectory}/${entry.fingerprintDirectory}/${STAMP}`;
  const text = readTextIfAllowed(`${buildDirectory}/${entry.fingerprintPath}`) ?? '';
  const isWhole = isFingerprintText(text);
  const record = parseFingerprint(readTextIfAllowed(`${buildDirectory}/${entry.fingerprintPath}.json`) ?? '');
  return {
    entry,
    beganNs: lstat(stamp)?.mtimeNs,
    endedNs: isWhole ? lstat(`${buildDirectory}/${entry.fingerprintPath}`)?.mtimeNs : undefined,
    isPlaced: parseMark(readTextIfAllowed(stamp) ?? '') !== undefined,
    number: isWhole ? fingerprintNumber(text) : undefined,
    record: record.ok ? record.value : undefined,
  };
}

const STAMP = 'invoked.timestamp';
const beganAt = (buildDirectory: AbsolutePath, fingerprintDirectory: string): bigint => lstat(`${buildDirectory}/${fingerprintDirectory}/${STAMP}`)?.mtimeNs ?? 0n;
const laterOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Whether the files were written between the beginning and the end of its build; what is placed keeps its times. */
function madeByItself({ beganNs, endedNs, isPlaced }: Build, buildDirectory: AbsolutePath, files: readonly UnitFile[]): boolean {
  if (beganNs === undefined || endedNs === undefined) return false;
  return files.every(({ path }) => {
    const mtimeNs = lstat(`${buildDirectory}/${path}`)?.mtimeNs;
    return mtimeNs !== undefined && mtimeNs <= endedNs && (isPlaced || mtimeNs >= beganNs);
  });
}

/**
 * Whether another compilation may have written the same files while, or after, this unit was built: that of another
 * unit that claims them, or another build of the same unit, which only its dependents tell of: they name a fingerprint
 * that stands nowhere. One that had ended before this one began is overwritten, and no rival; one that did not end may
 * have written at any time.
 */
function hasRival(own: Build, builds: readonly Build[], claims: (entry: UnitEntry) => boolean): boolean {
  const { beganNs } = own;
  if (beganNs === undefined) return true;
  const present = new Set(builds.map(({ number }) => number));
  const packageId = packageNumber(own.entry.packageName);
  const standsOnAnother = ({ record }: Build): boolean =>
    record?.deps.some((dep) => dep.packageId === packageId && !present.has(dep.fingerprint)) === true;
  return builds.some((build) => (build.endedNs === undefined || build.endedNs >= beganNs) && (claims(build.entry) || standsOnAnother(build)));
}

/**
 * Whether a package is anywhere below the units that are meant. One command may build a package twice: for the programs
 * and for a build script or macro (with features or a profile of its own), or, where panics abort, for tests. The builds
 * run side by side, write one file in any order, and one of them may leave no other trace (seen with cargo 1.95, which
 * warns of an "output filename collision" and then uses either).
 */
function isBelow(packageName: string, builds: readonly Build[], isMeant: (entry: UnitEntry) => boolean): boolean {
  const byNumber = new Map(builds.map((build) => [build.number, build]));
  const packageId = packageNumber(packageName);
  const left = builds.filter(({ entry }) => isMeant(entry));
  const seen = new Set(left);
  for (let build = left.pop(); build !== undefined; build = left.pop()) {
    for (const dep of build.record?.deps ?? []) {
      if (dep.packageId === packageId && dep.name !== RUN) return true;
      const below = byNumber.get(dep.fingerprint);
      if (below === undefined || seen.has(below)) continue;
      seen.add(below);
      left.push(below);
    }
  }
  return false;
}

const SCRIPT = 'build-script-';
/** By this name dependents call a build script's run, which is a unit of the package as well. */
const RUN = 'build_script_build';

/** How dependents name a path package (`DepFingerprint` in cargo's `fingerprint/mod.rs`, 1.95: by its name alone). */
function packageNumber(name: string): bigint {
  const hasher = createStableHasher();
  hasher.writeString(name);
  return hasher.finish();
}
