import { incrementalCompiler, incrementalNames } from '../../../formats/cargo/incremental-state.ts';
import { layoutsOf } from '../../../formats/cargo/layout/detect.ts';
import { subdirectories } from '../../../formats/cargo/layout/profile-directories.ts';
import { isUnitHash, splitUnitHash } from '../../../formats/cargo/layout/unit-name.ts';
import { readOwner, type UnitOwner } from '../../init/shared-mode/owner-mark.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat } from '../../../system/fs.ts';
import type { LayoutKind } from '../../../units/model.ts';

/** A unit's place in a build directory, by the name of its records alone: it need not be whole. */
export interface OwnedUnit {
  readonly layout: LayoutKind;
  readonly packageName: string;
  readonly unitHash: string;
  /** Relative to the build directory. */
  readonly fingerprintDirectory: string;
  readonly owner: UnitOwner;
}

/** Everything in a profile directory whose owner a wrapper has noted. */
export function ownedUnits(buildDirectory: AbsolutePath, profileDirectory: string): OwnedUnit[] {
  return [...legacyUnits(buildDirectory, profileDirectory), ...unitDirectories(buildDirectory, profileDirectory)];
}

/** The profile directories in which there are units, in either layout. */
export function ownedProfiles(buildDirectory: AbsolutePath): string[] {
  return [...new Set(layoutsOf(buildDirectory).flatMap((layout) => layout.profileDirectories(buildDirectory)))].sort();
}

function legacyUnits(buildDirectory: AbsolutePath, profileDirectory: string): OwnedUnit[] {
  const fingerprints = `${profileDirectory}/.fingerprint`;
  return subdirectories(`${buildDirectory}/${fingerprints}`).flatMap((directoryName) => {
    const split = splitUnitHash(directoryName);
    const fingerprintDirectory = `${fingerprints}/${directoryName}`;
    const owner = readOwner(`${buildDirectory}/${fingerprintDirectory}`);
    if (split === undefined || owner === undefined) return [];
    return [{ layout: 'legacy' as const, packageName: split.name, unitHash: split.unitHash, fingerprintDirectory, owner }];
  });
}

function unitDirectories(buildDirectory: AbsolutePath, profileDirectory: string): OwnedUnit[] {
  const build = `${profileDirectory}/build`;
  return subdirectories(`${buildDirectory}/${build}`).flatMap((packageName) =>
    subdirectories(`${buildDirectory}/${build}/${packageName}`).flatMap((unitHash) => {
      const fingerprintDirectory = `${build}/${packageName}/${unitHash}/fingerprint`;
      const owner = isUnitHash(unitHash) ? readOwner(`${buildDirectory}/${fingerprintDirectory}`) : undefined;
      return owner === undefined ? [] : [{ layout: 'unit-dirs' as const, packageName, unitHash, fingerprintDirectory, owner }];
    }),
  );
}

/** What goes with a unit, its records first: cargo finds it not built wherever a deletion is cut short. */
export function pathsOf(
  buildDirectory: AbsolutePath,
  profileDirectory: string,
  { unit, outputs }: { readonly unit: OwnedUnit; readonly outputs: readonly string[] },
): string[] {
  const { layout, packageName, unitHash, fingerprintDirectory } = unit;
  if (layout === 'unit-dirs') return [`${profileDirectory}/build/${packageName}/${unitHash}`];
  const script = `${profileDirectory}/build/${packageName}-${unitHash}`;
  return [fingerprintDirectory, ...outputs, ...(lstat(`${buildDirectory}/${script}`) === undefined ? [] : [script])];
}

/** The incremental state of units that go: rustc names it for the crate and its `-C metadata`, which one worktree alone has. */
export function incrementalOf(buildDirectory: AbsolutePath, profileDirectory: string, owners: readonly UnitOwner[]): string[] {
  const root = `${profileDirectory}/incremental`;
  return subdirectories(`${buildDirectory}/${root}`).flatMap((name) => {
    const candidates = owners.filter(({ crate }) => name.startsWith(`${crate}-`));
    const rustc = candidates.length === 0 ? undefined : incrementalCompiler(`${buildDirectory}/${root}/${name}`);
    if (rustc === undefined) return [];
    return candidates.some((owner) => incrementalNames({ ...owner, rustc }).includes(name)) ? [`${root}/${name}`] : [];
  });
}
