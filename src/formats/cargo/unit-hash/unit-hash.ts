import { pathToFileURL } from 'node:url';
import { createStableHasher, type StableHasher } from '../fingerprint-hash/stable-hasher.ts';
import type { Profile } from './profile.ts';

/** Where cargo has a package from, as its hash sees it. */
export type HashedSource =
  /** Below the workspace's root: relative to it. */
  | { readonly kind: 'below-root'; readonly path: string }
  /** Of a path package anywhere else: absolute. */
  | { readonly kind: 'path'; readonly path: string };

export type Mode = 'test' | 'build' | 'check' | 'check-test' | 'run-build-script';

/** How a unit takes part in link-time optimisation: cargo's own enum, with the setting's name. */
export type UnitLto = { readonly is: 'run'; readonly how: string | null } | { readonly is: 'off' | 'only-bitcode' | 'object-and-bitcode' | 'only-object' };

export interface HashedTarget {
  readonly kind: 'lib' | 'bin' | 'test' | 'bench' | 'example-lib' | 'example-bin' | 'custom-build';
  readonly name: string;
  /** Of libraries: `lib`, `proc-macro`, … in the order of the manifest. */
  readonly crateTypes: readonly string[];
}

/** All that cargo hashes into the name of a unit. */
export interface HashedUnit {
  readonly package: { readonly name: string; readonly version: string; readonly source: HashedSource };
  readonly features: readonly string[];
  readonly build: { readonly profile: Profile; readonly mode: Mode; readonly lto: UnitLto };
  /** As in the fingerprint; 0 for the host. */
  readonly compileKind: bigint;
  readonly target: HashedTarget;
  /** What `rustc -vV` prints. */
  readonly compiler: string;
  readonly rustflags: readonly string[];
  /** The unit hashes of all units that it depends on. */
  readonly dependencies: readonly bigint[];
}

/**
 * Cargo's unit hash: what stands in the names of the unit's files (`compute_metadata` in
 * `core/compiler/build_runner/compilation_files.rs`; the same from cargo 1.95 to 1.101). Of a package that is not below the
 * workspace's root it holds the absolute path. Other versions hash otherwise: use it only where it gives the hash that a
 * built unit has.
 *
 * @returns 16 hex digits
 */
export function unitHash(unit: HashedUnit): string {
  const hasher = createStableHasher();
  hasher.writeU8(METADATA_VERSION);
  writePackage(hasher, unit.package);
  writeList(hasher, unit.features);
  const { profile, mode, lto } = unit.build;
  writeProfile(hasher, profile);
  writeMode(hasher, mode);
  writeLto(hasher, lto);
  hasher.writeU64(unit.compileKind);
  writeTarget(hasher, unit.target);
  writeCompiler(hasher, unit.compiler, unit.compileKind === 0n);
  // Not of the standard library.
  hasher.writeBool(false);
  const sorted = unit.dependencies.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  hasher.writeU64(BigInt(sorted.length));
  for (const hash of sorted) hasher.writeU64(hash);
  // The arguments of `cargo rustc`: none.
  writeList(hasher, []);
  const remaps = unit.rustflags.some((flag) => flag === '--remap-path-prefix' || flag.startsWith('--remap-path-prefix='));
  if (!remaps) writeList(hasher, unit.rustflags);
  return hasher.finish().toString(16).padStart(16, '0');
}

const METADATA_VERSION = 2;
const PATH_SOURCE = 1;

function writePackage(hasher: StableHasher, { name, version, source }: HashedUnit['package']): void {
  hasher.writeString(name);
  const [, major = '', minor = '', patch = '', pre = '', build = ''] = /^(\d+)\.(\d+)\.(\d+)(?:-([^+]*))?(?:\+(.*))?$/.exec(version) ?? [];
  for (const number of [major, minor, patch]) hasher.writeU64(BigInt(number));
  hasher.writeString(pre);
  hasher.writeString(build);
  hasher.writeDiscriminant(PATH_SOURCE);
  hasher.writeString(source.kind === 'path' ? pathToFileURL(source.path).href : source.path);
}

function writeProfile(hasher: StableHasher, p: Profile): void {
  hasher.writeString(p.optLevel);
  if (p.lto === 'off') hasher.writeDiscriminant(0);
  else if (typeof p.lto === 'boolean') {
    hasher.writeDiscriminant(1);
    hasher.writeBool(p.lto);
  } else {
    hasher.writeDiscriminant(2);
    hasher.writeString(p.lto);
  }
  writeOption(hasher, p.codegenBackend, (name) => hasher.writeString(name));
  writeOption(hasher, p.codegenUnits, (count) => hasher.writeU32(count));
  hasher.writeDiscriminant(DEBUG_INFO.indexOf(p.debugInfo));
  writeOption(hasher, p.splitDebugInfo, (how) => hasher.writeString(how));
  for (const flag of [p.debugAssertions, p.overflowChecks, p.rpath, p.incremental]) hasher.writeBool(flag);
  hasher.writeDiscriminant(PANIC.indexOf(p.panic));
  writeOption(hasher, p.strip, (how) => hasher.writeString(how));
  writeList(hasher, p.rustflags);
  // `trim-paths`, which is not stable.
  writeOption(hasher, null, () => undefined);
}

const DEBUG_INFO = ['none', 'line-directives-only', 'line-tables-only', 'limited', 'full'] as const satisfies readonly Profile['debugInfo'][];
const PANIC = ['unwind', 'abort', 'immediate-abort'] as const satisfies readonly Profile['panic'][];

function writeMode(hasher: StableHasher, mode: Mode): void {
  const place = { test: 0, build: 1, check: 2, 'check-test': 2, 'run-build-script': 6 }[mode];
  hasher.writeDiscriminant(place);
  if (place === 2) hasher.writeBool(mode === 'check-test');
}

function writeLto(hasher: StableHasher, lto: UnitLto): void {
  hasher.writeDiscriminant({ run: 0, off: 1, 'only-bitcode': 2, 'object-and-bitcode': 3, 'only-object': 4 }[lto.is]);
  if (lto.is === 'run') writeOption(hasher, lto.how, (how) => hasher.writeString(how));
}

function writeTarget(hasher: StableHasher, { name, kind, crateTypes }: HashedTarget): void {
  hasher.writeString(name);
  hasher.writeDiscriminant(TARGETS.indexOf(kind));
  if (kind !== 'lib' && kind !== 'example-lib') return;
  hasher.writeU64(BigInt(crateTypes.length));
  for (const type of crateTypes) {
    const place = CRATE_TYPES.indexOf(type);
    hasher.writeDiscriminant(place === -1 ? CRATE_TYPES.length : place);
    if (place === -1) hasher.writeString(type);
  }
}

const TARGETS: readonly HashedTarget['kind'][] = ['lib', 'bin', 'test', 'bench', 'example-lib', 'example-bin', 'custom-build'];
const CRATE_TYPES = ['bin', 'lib', 'rlib', 'dylib', 'cdylib', 'staticlib', 'proc-macro'];

/** Of a release every line but, for another target, the host's; of a nightly or a beta the channel. */
function writeCompiler(hasher: StableHasher, text: string, isHost: boolean): void {
  const lines = text.split('\n').filter((line) => line !== '');
  const field = (name: string): string => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const channel = field('release').split('-')[1]?.split('.')[0];
  if (channel === undefined) {
    for (const line of lines) if (isHost || !line.startsWith('host: ')) hasher.writeString(line);
    return;
  }
  writeOption(hasher, channel, (name) => hasher.writeString(name));
  if (isHost) hasher.writeString(field('host'));
}

function writeOption<T>(hasher: StableHasher, value: T | null, write: (value: T) => void): void {
  hasher.writeDiscriminant(value === null ? 0 : 1);
  if (value !== null) write(value);
}

function writeList(hasher: StableHasher, list: readonly string[]): void {
  hasher.writeU64(BigInt(list.length));
  for (const text of list) hasher.writeString(text);
}
