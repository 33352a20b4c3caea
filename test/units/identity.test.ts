import { describe, expect, test } from 'vitest';
import { derivedDigest, keyOfAnyBuild, sha256, unitKey, type UnitIdentity } from '../../src/units/identity.ts';
import type { Condition, Manifest } from '../../src/units/model.ts';
import { manifestOf, slotOf } from './samples.ts';

const identity: Manifest = manifestOf('app', {
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

describe('where it is not known yet what a unit was told', () => {
  const unknown: Condition = { kind: 'unobserved', why: 'reads names `fs`', equal: null };
  const provenance = { ...identity.provenance, worktree: '/a', builtNs: '1' } as Manifest['provenance'];
  const first = { ...identity, conditions: [unknown], provenance };
  const others = [{ ...first, provenance: { ...provenance, builtNs: '2' } }, { ...first, provenance: { ...provenance, worktree: '/b' } }] as unknown as Manifest[];

  test('each build is a variant of its own, of which the same is remembered', () => {
    expect(new Set([first, ...others].map(unitKey)).size).toBe(3);
    expect(new Set([first, ...others].map(keyOfAnyBuild)).size).toBe(1);
    expect(unitKey({ ...first, provenance: { ...provenance, savedNs: '99' } } as UnitIdentity)).toBe(unitKey(first));
  });

  test('a registry\'s crate goes by cargo\'s record, in any build', () => {
    const recorded: Condition = { kind: 'given-path', variable: 'OUT_DIR', recorded: true, why: 'it includes a file' };
    expect(new Set([first, ...others].map((unit) => unitKey({ ...unit, conditions: [recorded] }))).size).toBe(1);
  });

  test('what a build script does is another thing in each; nothing stands on what a program does', () => {
    const digests = (kind: Manifest['kind']): number => new Set([first, ...others].map((unit) => derivedDigest({ ...unit, kind }))).size;
    expect(digests('build-script')).toBe(3);
    expect(digests('bin')).toBe(1);
  });

  test('what is compared tells what it does', () => {
    const linked = (sha: string): Manifest => ({ ...identity, kind: 'build-script', conditions: [{ kind: 'observed', observations: [{ see: 'file', path: 'words.txt', sha256: sha256(sha) }] }] });
    expect(derivedDigest(linked('one'))).not.toBe(derivedDigest(linked('two')));
  });
});
