import { unreachable } from '../../../system/unreachable.ts';
import type { FingerprintRecord, LocalFingerprint } from '../../../units/model.ts';
import { createStableHasher, type StableHasher } from './stable-hasher.ts';

/**
 * Cargo's hash of a fingerprint: the unsigned 64-bit number that dependents hold, and whose bytes in
 * little-endian order are the text of the fingerprint file. Every hashed field stands in the JSON (cargo's
 * debug build asserts so in `write_fingerprint`, `core/compiler/fingerprint/mod.rs`); the order is that of
 * `impl Hash for Fingerprint` there, which differs from the JSON's.
 *
 * Other versions of cargo may hash otherwise: use the result only where the same computation
 * gives the hash that is stored (see {@link reproduces}).
 */
export function hashFingerprint(record: FingerprintRecord): bigint {
  const hasher = createStableHasher();
  hasher.writeU64(record.rustc);
  hasher.writeString(record.features);
  hasher.writeString(record.declaredFeatures);
  hasher.writeU64(record.target);
  hasher.writeU64(record.path);
  hasher.writeU64(record.profile);
  hasher.writeU64(BigInt(record.local.length));
  for (const local of record.local) writeLocal(hasher, local);
  hasher.writeU64(record.config);
  hasher.writeU64(record.compileKind);
  hasher.writeU64(BigInt(record.rustflags.length));
  for (const flag of record.rustflags) hasher.writeString(flag);
  hasher.writeU64(BigInt(record.deps.length));
  for (const dep of record.deps) {
    hasher.writeU64(dep.packageId);
    hasher.writeString(dep.name);
    hasher.writeBool(dep.isPublic);
    hasher.writeU64(dep.fingerprint);
  }
  return hasher.finish();
}

/** `derive(Hash)` on `LocalFingerprint`: the variant's place in the enum, then its fields in order. */
function writeLocal(hasher: StableHasher, local: LocalFingerprint): void {
  switch (local.kind) {
    case 'precalculated':
      hasher.writeDiscriminant(0);
      hasher.writeString(local.value);
      return;
    case 'check-dep-info':
      hasher.writeDiscriminant(1);
      hasher.writePath(local.depInfo);
      hasher.writeBool(local.checksum);
      return;
    case 'rerun-if-changed':
      hasher.writeDiscriminant(2);
      hasher.writePath(local.output);
      hasher.writeU64(BigInt(local.paths.length));
      for (const path of local.paths) hasher.writePath(path);
      return;
    case 'rerun-if-env-changed':
      hasher.writeDiscriminant(3);
      hasher.writeString(local.variable);
      hasher.writeDiscriminant(local.value === null ? 0 : 1);
      if (local.value !== null) hasher.writeString(local.value);
      return;
    default:
      unreachable(local);
  }
}

/**
 * Cargo's hash of the path of a target's source, the `path` of a fingerprint: relative to the workspace root for path
 * packages below it, absolute for all others (`path_args` in `util/workspace.rs`).
 */
export function hashPath(path: string): bigint {
  const hasher = createStableHasher();
  hasher.writePath(path);
  return hasher.finish();
}

/** Cargo's number for a compiler, the `rustc` of a fingerprint: its hash of all that `rustc -vV` prints (tried with 1.95). */
export function hashCompiler(verboseVersion: string): bigint {
  const hasher = createStableHasher();
  hasher.writeString(verboseVersion);
  return hasher.finish();
}

/** The 16 hex digits that cargo stores for a hash (`util/hex.rs::to_hex`: little-endian). */
export function fingerprintText(hash: bigint): string {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(hash);
  return bytes.toString('hex');
}

/** Whether cargo's computation is known for this unit: the record gives the stored `fingerprint` (16 hex digits). */
export function reproduces(record: FingerprintRecord, fingerprint: string): boolean {
  return fingerprintText(hashFingerprint(record)) === fingerprint;
}
