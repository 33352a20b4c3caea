import type { AbsolutePath } from '../../../system/brand.ts';
import { readDirectory, stat } from '../../../system/fs.ts';
import { once } from '../../../system/once.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { BuiltUnit, Slot } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import { compiledFiles } from './compiled-files.ts';
import type { Layout, OutputIndex, UnitEntry } from './layout.ts';
import { findProfileDirectories, subdirectories } from './profile-directories.ts';
import { readUnit, type FoundOutputs } from './read-unit.ts';
import { scriptRunFiles } from './script-run.ts';
import { placeOf, unhashedOutputs } from './unhashed-outputs.ts';
import { splitUnitHash, unitNames } from './unit-name.ts';

/**
 * Cargo's layout before 1.100: `.fingerprint/<package>-<H>/`, and outputs named for the same `<H>` in `deps/`,
 * `examples/` and `build/<package>-<H>/` (seen with cargo 1.95).
 */
export const legacyLayout: Layout = {
  kind: 'legacy',
  profileDirectories: (buildDirectory) =>
    findProfileDirectories(buildDirectory, (directory) => stat(`${directory}/.fingerprint`) !== undefined),
  entries,
  listedDirectories,
  index,
  read,
};

function entries(buildDirectory: AbsolutePath, profileDirectory: string): UnitEntry[] {
  const found: UnitEntry[] = [];
  const fingerprints = `${profileDirectory}/.fingerprint`;
  for (const directoryName of subdirectories(`${buildDirectory}/${fingerprints}`)) {
    const split = splitUnitHash(directoryName);
    if (split === undefined) continue;
    const fingerprintDirectory = `${fingerprints}/${directoryName}`;
    const fingerprintFiles = readDirectory(`${buildDirectory}/${fingerprintDirectory}`).map(({ name }) => name);
    for (const name of unitNames(fingerprintFiles)) {
      found.push({
        slot: `legacy/${profileDirectory}/${directoryName}/${name}` as Slot,
        layout: 'legacy',
        profileDirectory,
        packageName: split.name,
        unitHash: split.unitHash,
        name,
        fingerprintPath: `${fingerprintDirectory}/${name}`,
        fingerprintDirectory,
        fingerprintFiles,
      });
    }
  }
  return found;
}

/** Cargo makes a unit's directory before it compiles: one without a fingerprint file may get it at any time. */
function listedDirectories(buildDirectory: AbsolutePath, profileDirectory: string, known: readonly UnitEntry[]): string[] {
  return [`${profileDirectory}/.fingerprint`, ...unfinished(buildDirectory, profileDirectory, known)];
}

/** The fingerprint directories, relative to the build directory, of units whose first build did not end. */
function unfinished(buildDirectory: AbsolutePath, profileDirectory: string, known: readonly UnitEntry[]): string[] {
  const fingerprints = `${profileDirectory}/.fingerprint`;
  const finished = new Set(known.map((entry) => entry.fingerprintDirectory));
  const all = subdirectories(`${buildDirectory}/${fingerprints}`).map((name) => `${fingerprints}/${name}`);
  return all.filter((directory) => !finished.has(directory));
}

function index(buildDirectory: AbsolutePath, profileDirectory: string): OutputIndex {
  const byHash = new Map<string, string[]>();
  const unhashed: string[] = [];
  for (const part of ['deps', 'examples']) {
    const directory = `${profileDirectory}/${part}`;
    for (const { name } of readDirectory(`${buildDirectory}/${directory}`)) {
      const dot = name.indexOf('.');
      const split = splitUnitHash(dot < 0 ? name : name.slice(0, dot));
      const path = `${directory}/${name}`;
      if (split === undefined) {
        unhashed.push(path);
        continue;
      }
      const files = byHash.get(split.unitHash);
      if (files === undefined) byHash.set(split.unitHash, [path]);
      else files.push(path);
    }
  }
  const all = once(() => entries(buildDirectory, profileDirectory));
  const outputs = unhashedOutputs(buildDirectory, {
    paths: unhashed,
    entries: all,
    unfinished: () => unfinished(buildDirectory, profileDirectory, all()),
    filesOf: (unitHash) => byHash.get(unitHash) ?? [],
  });
  return { byHash, unhashed: outputs };
}

function read(buildDirectory: AbsolutePath, entry: UnitEntry, known?: OutputIndex): Result<BuiltUnit, SaveRefusal> {
  return readUnit(buildDirectory, entry, (kind) => {
    const packageDirectory = `${entry.profileDirectory}/build/${entry.packageName}-${entry.unitHash}`;
    if (kind === 'run-build-script') {
      const outDirectory = `${packageDirectory}/out`;
      if (stat(`${buildDirectory}/${outDirectory}`) === undefined) return incomplete(outDirectory);
      return scriptRunFiles(buildDirectory, packageDirectory, { outputName: 'output', outDirectory });
    }
    if (kind === 'build-script') {
      const names = readDirectory(`${buildDirectory}/${packageDirectory}`);
      const candidates = names.map(({ name }) => `${packageDirectory}/${name}`);
      return compilation(buildDirectory, candidates) ?? incomplete(packageDirectory);
    }
    const outputs = known ?? index(buildDirectory, entry.profileDirectory);
    return compilation(buildDirectory, outputs.byHash.get(entry.unitHash) ?? []) ?? withoutHash(buildDirectory, entry, outputs);
  });
}

/** `undefined` when there is no `.d` among the candidates. */
function compilation(
  buildDirectory: AbsolutePath,
  candidates: readonly string[],
): Result<FoundOutputs, SaveRefusal> | undefined {
  const dependencyFile = candidates.find((path) => path.endsWith('.d'));
  if (dependencyFile === undefined) return undefined;
  const files = compiledFiles(buildDirectory, dependencyFile, candidates);
  return files.ok ? ok({ files: files.value, outDirectory: undefined }) : files;
}

/** A unit without files of its hash: its files are gone, or their names hold none. */
function withoutHash(buildDirectory: AbsolutePath, entry: UnitEntry, { unhashed }: OutputIndex): Result<FoundOutputs, SaveRefusal> {
  const found = compilation(buildDirectory, unhashed?.candidates(entry) ?? []);
  if (found === undefined) {
    const { directory, crate } = placeOf(entry);
    return incomplete(`${directory}/${crate}-${entry.unitHash}.d`);
  }
  if (!found.ok) return found;
  const first = found.value.files[0]?.path ?? entry.name;
  return unhashed?.isUncertain(entry, found.value.files) === true ? err({ reason: 'unhashed-output', file: first }) : found;
}

function incomplete(missing: string): Result<never, SaveRefusal> {
  return err({ reason: 'incomplete', missing });
}
