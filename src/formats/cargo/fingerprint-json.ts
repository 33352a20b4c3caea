import { err, ok, type Result } from '../../system/result.ts';
import type { FingerprintDepFull, FingerprintRecord, LocalFingerprint } from '../../units/model.ts';

/**
 * Reads cargo's fingerprint JSON with every u64 exact (nearly all are above 2^53).
 * The fields are those of `Fingerprint` and `LocalFingerprint` in cargo's `core/compiler/fingerprint/mod.rs`
 * (seen with cargo 1.95). Unknown kinds of `local` are an error: they could hold inputs that we would overlook.
 * The error is a short phrase for diagnostics.
 */
export function parseFingerprint(text: string): Result<FingerprintRecord, string> {
  const json = parseWithTextIntegers(text);
  if (!isObject(json)) return err('not a JSON object');
  const rustc = toU64(json['rustc']);
  const target = toU64(json['target']);
  const profile = toU64(json['profile']);
  const path = toU64(json['path']);
  const config = toU64(json['config']);
  const compileKind = toU64(json['compile_kind']);
  if (rustc === undefined || target === undefined || profile === undefined || path === undefined) {
    return err('a field is not an unsigned 64-bit integer');
  }
  if (config === undefined || compileKind === undefined) return err('a field is not an unsigned 64-bit integer');
  const { features, declared_features: declaredFeatures, rustflags } = json;
  if (typeof features !== 'string' || typeof declaredFeatures !== 'string') return err('features are not strings');
  if (!isStrings(rustflags)) return err('rustflags are not strings');
  const deps = mapAll(json['deps'], toDep);
  if (deps === undefined) return err('unknown form of deps');
  const local = mapAll(json['local'], toLocal);
  if (local === undefined) return err('unknown form of local');
  return ok({
    rustc,
    features,
    declaredFeatures,
    target,
    profile,
    path,
    deps,
    local,
    rustflags,
    config,
    compileKind,
  });
}

/**
 * The number by which dependents name a unit: its stored hash text (16 hex digits) read little-endian
 * (cargo's `util/hex.rs::to_hex` writes `u64::to_le_bytes`).
 */
export function fingerprintNumber(hashText: string): bigint {
  return reverseBytes(BigInt(`0x${hashText}`));
}

/** The inverse of {@link fingerprintNumber}: the text that cargo stores for a fingerprint. */
export function fingerprintText(n: bigint): string {
  return reverseBytes(n).toString(16).padStart(16, '0');
}

/** Whether cargo's stored hash is whole: cargo empties the file before it rebuilds the unit. */
export function isFingerprintText(text: string): boolean {
  return FINGERPRINT_TEXT.test(text);
}

const FINGERPRINT_TEXT = /^[0-9a-f]{16}$/;
const SWAP = new DataView(new ArrayBuffer(8));

function reverseBytes(n: bigint): bigint {
  SWAP.setBigUint64(0, n, false);
  return SWAP.getBigUint64(0, true);
}

/** Integers of 16 or more digits where JSON may have a number; also hits inside strings. */
const LONG_INTEGER = /([:,[])(\d{16,})/g;
/** The same, with strings as tokens of their own. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|\d{16,}/g;

/**
 * `JSON.parse` with integers of 16 and more digits given as strings; `undefined` for malformed text.
 *
 * The quick pattern does not know strings. A hit inside one puts a quote before a digit, which no JSON allows
 * there, so the parse fails and the exact pattern is used: a wrong value cannot result.
 */
function parseWithTextIntegers(text: string): unknown {
  return (
    parseJson(text.replace(LONG_INTEGER, '$1"$2"')) ??
    parseJson(text.replace(STRING_OR_LONG_INTEGER, (token) => (token.startsWith('"') ? token : `"${token}"`)))
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

const LONG_DIGITS = /^[1-9]\d{15,19}$/;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

function toU64(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !LONG_DIGITS.test(value)) return undefined;
  const n = BigInt(value);
  return n <= U64_MAX ? n : undefined;
}

/** Every item converted, or `undefined` when the value is no array or one item does not convert. */
function mapAll<T>(value: unknown, convert: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const converted: T[] = [];
  for (const item of value) {
    const one = convert(item);
    if (one === undefined) return undefined;
    converted.push(one);
  }
  return converted;
}

function toDep(value: unknown): FingerprintDepFull | undefined {
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [id, name, isPublic, hash]: unknown[] = value;
  const packageId = toU64(id);
  const fingerprint = toU64(hash);
  if (packageId === undefined || fingerprint === undefined) return undefined;
  if (typeof name !== 'string' || typeof isPublic !== 'boolean') return undefined;
  return { packageId, name, isPublic, fingerprint };
}

function toLocal(value: unknown): LocalFingerprint | undefined {
  if (!isObject(value)) return undefined;
  const [kind, ...others] = Object.keys(value);
  if (kind === undefined || others.length > 0) return undefined;
  const body = value[kind];
  if (kind === 'Precalculated') return typeof body === 'string' ? { kind: 'precalculated', value: body } : undefined;
  if (!isObject(body)) return undefined;
  const known = Object.keys(body).length;
  if (kind === 'CheckDepInfo') {
    const { dep_info: depInfo } = body;
    const checksum = usesChecksums(body);
    if (known !== 2 || typeof depInfo !== 'string' || checksum === undefined) return undefined;
    return { kind: 'check-dep-info', depInfo, checksum };
  }
  if (kind === 'RerunIfChanged') {
    const { output, paths } = body;
    if (known !== 2 || typeof output !== 'string' || !isStrings(paths)) return undefined;
    return { kind: 'rerun-if-changed', output, paths };
  }
  if (kind === 'RerunIfEnvChanged') {
    const { var: variable, val } = body;
    if (known !== 2 || typeof variable !== 'string' || (typeof val !== 'string' && val !== null)) return undefined;
    return { kind: 'rerun-if-env-changed', variable, value: val };
  }
  return undefined;
}

/** `checksum: bool` to cargo 1.99; `fingerprint: "mtime" | "content"` after (read in cargo's source of 2026-08). */
function usesChecksums(checkDepInfo: Record<string, unknown>): boolean | undefined {
  const { checksum, fingerprint } = checkDepInfo;
  if (typeof checksum === 'boolean') return checksum;
  return fingerprint === 'mtime' ? false : fingerprint === 'content' ? true : undefined;
}
