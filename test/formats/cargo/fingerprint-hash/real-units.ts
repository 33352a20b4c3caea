import { isLosslessNumber, parse } from 'lossless-json';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FingerprintRecord, LocalFingerprint } from '../../../../src/units/model.ts';

/** A fingerprint as cargo wrote it. */
export interface StoredFingerprint {
  /** Of the hash file. */
  readonly path: string;
  readonly fingerprint: string;
  readonly json: string;
  readonly record: FingerprintRecord;
}

function integer(value: unknown): bigint {
  if (!isLosslessNumber(value)) throw new Error('not a number');
  return BigInt(value.toString());
}

type Variant = { [name: string]: unknown };

function toLocal(entry: unknown): LocalFingerprint {
  const [[variant, content] = ['', undefined]] = Object.entries(entry as Variant);
  if (variant === 'Precalculated') return { kind: 'precalculated', value: content as string };
  const fields = content as Variant;
  switch (variant) {
    case 'CheckDepInfo':
      return { kind: 'check-dep-info', depInfo: fields['dep_info'] as string, checksum: fields['checksum'] as boolean };
    case 'RerunIfChanged':
      return { kind: 'rerun-if-changed', output: fields['output'] as string, paths: fields['paths'] as string[] };
    case 'RerunIfEnvChanged':
      return { kind: 'rerun-if-env-changed', variable: fields['var'] as string, value: fields['val'] as string | null };
    default:
      throw new Error(`unknown local fingerprint ${variant}`);
  }
}

/** Reads cargo's fingerprint JSON without the product's own reader, so that the two cannot share a mistake. */
export function toRecord(json: string): FingerprintRecord {
  const raw = parse(json) as Variant;
  return {
    rustc: integer(raw['rustc']),
    features: raw['features'] as string,
    declaredFeatures: raw['declared_features'] as string,
    target: integer(raw['target']),
    profile: integer(raw['profile']),
    path: integer(raw['path']),
    deps: (raw['deps'] as [unknown, string, boolean, unknown][]).map(([packageId, name, isPublic, fingerprint]) => ({
      packageId: integer(packageId),
      name,
      isPublic,
      fingerprint: integer(fingerprint),
    })),
    local: (raw['local'] as unknown[]).map(toLocal),
    rustflags: raw['rustflags'] as string[],
    config: integer(raw['config']),
    compileKind: integer(raw['compile_kind']),
  };
}

/** Every complete fingerprint below a build directory, in either layout. */
export function storedFingerprints(directory: string): StoredFingerprint[] {
  const found: StoredFingerprint[] = [];
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const inFingerprints = /[/\\](\.fingerprint[/\\][^/\\]+|fingerprint)$/.test(entry.parentPath);
    if (!inFingerprints || !entry.isFile() || !entry.name.endsWith('.json')) continue;
    const path = join(entry.parentPath, entry.name.slice(0, -'.json'.length));
    const fingerprint = readFileSync(path, 'utf8');
    const json = readFileSync(`${path}.json`, 'utf8');
    if (/^[0-9a-f]{16}$/.test(fingerprint)) found.push({ path, fingerprint, json, record: toRecord(json) });
  }
  return found;
}
