import { assert, bigInt, constant, array, boolean, oneof, property, record, string, type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { rewriteFingerprintJson } from '../../../../src/formats/cargo/fingerprint-hash/rewrite-json.ts';
import type { FingerprintRecord, LocalFingerprint } from '../../../../src/units/model.ts';
import { toRecord } from './real-units.ts';

const u64 = bigInt({ min: 0n, max: 2n ** 64n - 1n });
const text = oneof(string(), string({ unit: oneof(constant('"'), constant('\\'), constant(']'), constant('\n'), constant('é')) }));
const local: Arbitrary<LocalFingerprint> = oneof(
  record({ kind: constant('precalculated' as const), value: text }),
  record({ kind: constant('check-dep-info' as const), depInfo: text, checksum: boolean() }),
  record({ kind: constant('rerun-if-changed' as const), output: text, paths: array(text) }),
  record({ kind: constant('rerun-if-env-changed' as const), variable: text, value: oneof(text, constant(null)) }),
);
const fingerprint: Arbitrary<FingerprintRecord> = record({
  rustc: u64,
  features: text,
  declaredFeatures: text,
  target: u64,
  profile: u64,
  path: u64,
  deps: array(record({ packageId: u64, name: text, isPublic: boolean(), fingerprint: u64 })),
  local: array(local),
  rustflags: array(text),
  config: u64,
  compileKind: u64,
});

function localJson(entry: LocalFingerprint): string {
  const q = JSON.stringify;
  switch (entry.kind) {
    case 'precalculated':
      return `{"Precalculated":${q(entry.value)}}`;
    case 'check-dep-info':
      return `{"CheckDepInfo":{"dep_info":${q(entry.depInfo)},"checksum":${entry.checksum}}}`;
    case 'rerun-if-changed':
      return `{"RerunIfChanged":{"output":${q(entry.output)},"paths":${q(entry.paths)}}}`;
    case 'rerun-if-env-changed':
      return `{"RerunIfEnvChanged":{"var":${q(entry.variable)},"val":${q(entry.value)}}}`;
  }
}

/** As cargo's serde_json writes it. */
function toJson(r: FingerprintRecord): string {
  const q = JSON.stringify;
  const deps = r.deps.map((dep) => `[${dep.packageId},${q(dep.name)},${dep.isPublic},${dep.fingerprint}]`).join(',');
  return (
    `{"rustc":${r.rustc},"features":${q(r.features)},"declared_features":${q(r.declaredFeatures)},"target":${r.target},` +
    `"profile":${r.profile},"path":${r.path},"deps":[${deps}],"local":[${r.local.map(localJson).join(',')}],` +
    `"rustflags":${q(r.rustflags)},"config":${r.config},"compile_kind":${r.compileKind}}`
  );
}

test('only dependency numbers and precalculated values change, whatever the strings hold', () => {
  assert(
    property(fingerprint, u64, text, (before, number, value) => {
      const after: FingerprintRecord = {
        ...before,
        deps: before.deps.map((dep, i) => (i % 2 === 0 ? { ...dep, fingerprint: number } : dep)),
        local: before.local.map((entry) => (entry.kind === 'precalculated' ? { ...entry, value } : entry)),
      };
      expect(toRecord(toJson(before))).toEqual(before);
      expect(rewriteFingerprintJson(toJson(before), before, after)).toBe(toJson(after));
    }),
  );
});

test.each([
  ['no object', '[]'],
  ['no deps', '{"local":[]}'],
  ['cut off', '{"deps":[[1,"a",false,2'],
  ['another number', '{"deps":[[1,"a",false,3]],"local":[]}'],
  ['fewer dependencies', '{"deps":[],"local":[]}'],
  ['an unfinished string', '{"deps":[[1,"a'],
])('a text with %s is not rewritten', (_, json) => {
  const before = { deps: [{ packageId: 1n, name: 'a', isPublic: false, fingerprint: 2n }], local: [] };
  const after = { deps: [{ packageId: 1n, name: 'a', isPublic: false, fingerprint: 9n }], local: [] };
  expect(rewriteFingerprintJson(json, before as unknown as FingerprintRecord, after as unknown as FingerprintRecord)).toBeUndefined();
});
