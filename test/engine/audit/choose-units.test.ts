import { expect, test } from 'vitest';
import { unitsToAudit } from '../../../src/engine/audit/choose-units.ts';
import type { Condition, Manifest } from '../../../src/units/model.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

const unobserved: Condition = { kind: 'unobserved', why: 'x', equal: null };
const registry = { kind: 'registry', name: 'low', version: '1.0.0' } as const;
const chosen = (...manifests: Manifest[]) => unitsToAudit(manifests);

test('what nothing but an observation vouches for', () => {
  const run = manifestOf('run', { kind: 'run-build-script', conditions: [unobserved] });
  const user = manifestOf('user', { conditions: [unobserved] });
  expect(chosen(run, user, manifestOf('plain'))).toEqual([
    { manifest: run, way: 'run', evidence: 'needed' },
    { manifest: user, way: 'expand', evidence: 'needed' },
  ]);
});

test('a registry\'s run, unless it compiles much', () => {
  const run = manifestOf('low', { kind: 'run-build-script', source: registry, files: [fileOf('out-file', 'out/gen.rs')] });
  expect(chosen(run)).toEqual([{ manifest: run, way: 'run', evidence: 'doubted' }]);
  const compiled = { ...run, files: [fileOf('out-file', 'out/libz.a')] };
  expect(chosen(compiled)).toEqual([]);
  expect(chosen({ ...compiled, source: { kind: 'git', name: 'low', revision: 'c0ffee' } })).toHaveLength(1);
  expect(chosen(manifestOf('low', { source: registry }))).toEqual([]);
});

test('not what takes the environment whole: nobody would see what for', () => {
  expect(chosen(manifestOf('user', { conditions: [{ ...unobserved, whole: true }] }))).toEqual([]);
});

test('what was given a path of the worktree; a registry\'s crate is doubted, where its record vouches for it', () => {
  const given = (recorded: boolean): Condition => ({ kind: 'given-path', variable: 'OUT_DIR', recorded, why: 'x' });
  const own = manifestOf('own', { conditions: [given(false)] });
  const low = manifestOf('low', { source: registry, conditions: [given(true)] });
  expect(chosen(own, low)).toEqual([
    { manifest: own, way: 'expand', evidence: 'needed' },
    { manifest: low, way: 'expand', evidence: 'doubted' },
  ]);
});

test('not what was observed', () => {
  expect(chosen(manifestOf('user', { conditions: [{ kind: 'observed', observations: [] }] }))).toEqual([]);
});
