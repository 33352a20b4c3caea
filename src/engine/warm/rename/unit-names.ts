import { posix } from 'node:path';
import { possibleProfiles, type Profile } from '../../../formats/cargo/unit-hash/profile.ts';
import { unitHash, type HashedSource, type HashedTarget, type HashedUnit, type Mode, type UnitLto } from '../../../formats/cargo/unit-hash/unit-hash.ts';
import type { FingerprintRecord, Manifest } from '../../../units/model.ts';

/** What cargo hashes into the names of a workspace's units, as far as no fingerprint holds it. */
export interface NamingFacts {
  /** Relative to the worktree. */
  readonly workspace: string;
  readonly versionsOf: (name: string) => readonly string[];
  /** What the manifest at a package's root, relative to the worktree, says of its library. */
  readonly crateTypes: (root: string) => readonly string[];
  /** The tables below `[profile]`, those that win last. */
  readonly profiles: readonly Readonly<Record<string, unknown>>[];
  /** What the compiler of a fingerprint's number prints. */
  readonly compiler: (number: string) => string | undefined;
}

/** A unit in two worktrees: where its package is, and the unit hashes that it depends on. */
export interface Place {
  /** Absolute; of a package outside of the workspace's root. */
  readonly package: string | undefined;
  readonly dependencies: readonly string[];
}

/**
 * The unit hash that cargo gives a unit in another place. Undefined where the computation does not give, in the place where
 * it was built, the hash that it has: another cargo, or settings that are not known.
 */
export function unitHashElsewhere(manifest: Manifest, record: FingerprintRecord, places: { readonly built: Place; readonly here: Place }, facts: NamingFacts): string | undefined {
  const features = featuresOf(record);
  const target = targetOf(manifest, facts);
  const compiler = facts.compiler(manifest.rustc);
  if (features === undefined || target === undefined || compiler === undefined) return undefined;
  const common = { features, target, compiler, compileKind: record.compileKind, rustflags: record.rustflags };
  for (const version of facts.versionsOf(manifest.source.name)) {
    for (const build of possibleBuilds(manifest, facts)) {
      const unit = (place: Place): HashedUnit | undefined => {
        const source = sourceIn(manifest, place, facts);
        const dependencies = place.dependencies.map((hash) => BigInt(`0x${hash}`));
        return source && { ...common, package: { name: manifest.source.name, version, source }, build, dependencies };
      };
      const [built, here] = [unit(places.built), unit(places.here)];
      if (built !== undefined && here !== undefined && unitHash(built) === manifest.unitHash) return unitHash(here);
    }
  }
  return undefined;
}

function featuresOf({ features }: FingerprintRecord): string[] | undefined {
  try {
    const list: unknown = JSON.parse(features);
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Only of path packages: those of a registry have the same name everywhere, unless they stand on one that has not. */
function sourceIn({ source }: Manifest, place: Place, { workspace }: NamingFacts): HashedSource | undefined {
  if (source.kind !== 'path' || source.vendored === true) return undefined;
  if (place.package !== undefined) return { kind: 'path', path: place.package };
  const path = posix.relative(workspace, source.root);
  return path.startsWith('..') || source.root.startsWith('/') ? undefined : { kind: 'below-root', path };
}

/** What a fingerprint's name says (`fingerprint_file_path` in cargo's `compilation_files.rs`). */
function targetOf({ name, kind, source }: Manifest, facts: NamingFacts): HashedTarget | undefined {
  const bare = name.replace(/^(?:test|run)-(?=[a-z]+-)/, '');
  const found = KINDS.find(([prefix]) => bare.startsWith(prefix));
  if (found === undefined || source.kind !== 'path') return undefined;
  const [prefix, target] = found;
  const types = target !== 'lib' ? [] : kind === 'proc-macro' ? ['proc-macro'] : facts.crateTypes(source.root);
  return { kind: target, name: bare.slice(prefix.length), crateTypes: types };
}

const KINDS: readonly (readonly [string, HashedTarget['kind']])[] = [
  ['build-script-', 'custom-build'],
  ['integration-test-', 'test'],
  ['example-', 'example-bin'],
  ['bench-', 'bench'],
  ['lib-', 'lib'],
  ['bin-', 'bin'],
];

function possibleBuilds(manifest: Manifest, { profiles }: NamingFacts): HashedUnit['build'][] {
  const directory = posix.basename(manifest.profileDirectory);
  return possibleProfiles(directory, manifest.source.name, profiles).flatMap((profile) =>
    modesOf(manifest).flatMap((mode) => ltosOf(profile).map((lto) => ({ profile, mode, lto }))),
  );
}

function modesOf({ name, kind }: Manifest): Mode[] {
  if (kind === 'run-build-script') return ['run-build-script'];
  if (kind === 'build-script') return ['build'];
  return name.startsWith('test-') ? ['test', 'check-test'] : ['build', 'check'];
}

/** By what the programs above it are linked with, which the unit itself does not know. */
function ltosOf({ lto }: Profile): UnitLto[] {
  if (lto === false) return [{ is: 'only-object' }];
  if (lto === 'off') return [{ is: 'off' }, { is: 'only-object' }];
  return [{ is: 'run', how: typeof lto === 'string' ? lto : null }, { is: 'only-bitcode' }, { is: 'object-and-bitcode' }, { is: 'only-object' }];
}
