import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory, stat } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { BuiltUnit, Slot } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import { compiledFiles } from './compiled-files.ts';
import type { Layout, UnitEntry } from './layout.ts';
import { findProfileDirectories, subdirectories } from './profile-directories.ts';
import { readUnit } from './read-unit.ts';
import { scriptRunFiles } from './script-run.ts';
import { isUnitHash, unitNames } from './unit-name.ts';

/**
 * Cargo's layout from 1.100 on: `build/<package>/<H>/{fingerprint,out,run}`, one directory a unit
 * (seen with cargo 1.95 and 1.97 under `-Zbuild-dir-new-layout`).
 */
export const unitDirsLayout: Layout = {
  kind: 'unit-dirs',
  profileDirectories: (buildDirectory) => findProfileDirectories(buildDirectory, holdsUnits),
  entries,
  listedDirectories,
  index: () => ({ byHash: new Map(), unhashed: undefined }),
  read,
};

/** A legacy profile directory has a `build` as well, but no `build/<package>/<H>/fingerprint`. */
function holdsUnits(directory: string): boolean {
  const build = `${directory}/build`;
  return subdirectories(build).some((packageName) =>
    subdirectories(`${build}/${packageName}`).some(
      (hash) => isUnitHash(hash) && stat(`${build}/${packageName}/${hash}/fingerprint`) !== undefined,
    ),
  );
}

function entries(buildDirectory: AbsolutePath, profileDirectory: string): UnitEntry[] {
  const found: UnitEntry[] = [];
  const build = `${profileDirectory}/build`;
  for (const packageName of subdirectories(`${buildDirectory}/${build}`)) {
    for (const unitHash of subdirectories(`${buildDirectory}/${build}/${packageName}`)) {
      if (!isUnitHash(unitHash)) continue;
      const fingerprintDirectory = `${build}/${packageName}/${unitHash}/fingerprint`;
      const fingerprintFiles = readDirectory(`${buildDirectory}/${fingerprintDirectory}`).map(({ name }) => name);
      for (const name of unitNames(fingerprintFiles)) {
        found.push({
          slot: `unit-dirs/${profileDirectory}/${packageName}/${unitHash}/${name}` as Slot,
          layout: 'unit-dirs',
          profileDirectory,
          packageName,
          unitHash,
          name,
          fingerprintPath: `${fingerprintDirectory}/${name}`,
          fingerprintDirectory,
          fingerprintFiles,
        });
      }
    }
  }
  return found;
}

/** A unit's directory without a fingerprint file may get one at any time. */
function listedDirectories(buildDirectory: AbsolutePath, profileDirectory: string, known: readonly UnitEntry[]): string[] {
  const build = `${profileDirectory}/build`;
  const finished = new Set(known.map((entry) => entry.fingerprintDirectory));
  const listed = [build];
  for (const packageName of subdirectories(`${buildDirectory}/${build}`)) {
    const ofPackage = `${build}/${packageName}`;
    listed.push(ofPackage);
    for (const unitHash of subdirectories(`${buildDirectory}/${ofPackage}`)) {
      const fingerprints = `${ofPackage}/${unitHash}/fingerprint`;
      if (!finished.has(fingerprints)) listed.push(`${ofPackage}/${unitHash}`, fingerprints);
    }
  }
  return listed;
}

function read(buildDirectory: AbsolutePath, entry: UnitEntry): Result<BuiltUnit, SaveRefusal> {
  return readUnit(buildDirectory, entry, (kind) => {
    const unitDirectory = `${entry.profileDirectory}/build/${entry.packageName}/${entry.unitHash}`;
    const out = `${unitDirectory}/out`;
    if (kind === 'run-build-script') {
      if (stat(`${buildDirectory}/${out}`) === undefined) return err({ reason: 'incomplete', missing: out });
      return scriptRunFiles(buildDirectory, `${unitDirectory}/run`, { outputName: 'stdout', outDirectory: out });
    }
    const candidates = readDirectory(`${buildDirectory}/${out}`).map(({ name }) => `${out}/${name}`);
    const dependencyFile = candidates.find((path) => path.endsWith('.d'));
    if (dependencyFile === undefined) return err({ reason: 'incomplete', missing: `${out}/*.d` });
    const files = compiledFiles(buildDirectory, dependencyFile, candidates);
    return files.ok ? ok({ files: files.value, outDirectory: undefined }) : files;
  });
}
