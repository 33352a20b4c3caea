import { expect, test } from 'vitest';
import { derivedDigest, sha256, unitKey, type UnitIdentity } from '../../src/units/identity.ts';
import { manifestOf, slotOf } from './samples.ts';

const identity: UnitIdentity = manifestOf('app', {
  inputs: [{ kind: 'file', path: 'src/lib.rs', sha256: sha256('lib') }],
  dependencies: [{ slot: slotOf('low'), fingerprint: '1'.repeat(16), digest: sha256('low') }],
  conditions: [{ kind: 'observed', observations: [{ see: 'file', path: 'words.txt', sha256: sha256('words') }] }],
});

test.each<[string, Partial<UnitIdentity>]>([
  ['slot', { slot: slotOf('app', 'bin') }],
  ['fingerprint', { fingerprint: '2'.repeat(16) }],
  ['compiler', { rustc: '2' }],
  ['source', { source: { kind: 'registry', name: 'app', version: '1.0.0' } }],
  ['dependency\'s digest', { dependencies: [{ slot: slotOf('low'), fingerprint: '1'.repeat(16), digest: sha256('other') }] }],
  ['dependency\'s fingerprint', { dependencies: [{ slot: slotOf('low'), fingerprint: '3'.repeat(16), digest: sha256('low') }] }],
  ['input', { inputs: [{ kind: 'file', path: 'src/lib.rs', sha256: sha256('other') }] }],
  ['condition', { conditions: [] }],
  ['observation', { conditions: [{ kind: 'observed', observations: [{ see: 'file', path: 'words.txt', sha256: sha256('other') }] }] }],
  ['digest', { digest: sha256('other') }],
])('another %s makes another variant', (_, difference) => {
  expect(unitKey({ ...identity, ...difference })).not.toBe(unitKey(identity));
});

test('where and when it was saved does not', () => {
  const elsewhere = manifestOf('app', { ...identity, provenance: { ...manifestOf('app').provenance, savedNs: '99' }, closureRoots: [] });
  expect(unitKey(elsewhere)).toBe(unitKey(identity));
  expect(unitKey(identity)).toMatch(/^[0-9a-f]{64}$/);
});

test('a unit without metadata is known by what it was made from', () => {
  const digest = derivedDigest(manifestOf('app', identity));
  expect(derivedDigest(manifestOf('app', { ...identity, digest: sha256('other') }))).toBe(digest);
  expect(derivedDigest(manifestOf('app', { ...identity, inputs: [] }))).not.toBe(digest);
  expect(derivedDigest(manifestOf('app', { ...identity, dependencies: [] }))).not.toBe(digest);
  expect(derivedDigest(manifestOf('app', { ...identity, fingerprint: '2'.repeat(16) }))).not.toBe(digest);
});
