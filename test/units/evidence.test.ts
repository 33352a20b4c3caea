import { expect, test } from 'vitest';
import { countEvidence, evidenceAgainst, evidenceOf } from '../../src/units/evidence.ts';
import type { Condition, EverythingEqual, Manifest } from '../../src/units/model.ts';
import { edgeTo, manifestOf, slotOf } from './samples.ts';

const equal = { commit: 'c' } as EverythingEqual;
const kindOf = (manifest: Manifest, ...below: Manifest[]) => evidenceOf([manifest, ...below]).get(manifest.slot);

test.each<[Condition, string]>([
  [{ kind: 'observed', observations: [] }, 'observed'],
  [{ kind: 'unobserved', why: 'fs', equal }, 'everything-equal'],
  [{ kind: 'unobserved', why: 'fs', equal: null }, 'unknown'],
  [{ kind: 'given-path', variable: 'OUT_DIR', recorded: true, why: '' }, 'recorded'],
  [{ kind: 'given-path', variable: 'OUT_DIR', recorded: false, why: '' }, 'unknown'],
  [{ kind: 'linker-inputs', paths: [], sha256: '' as never, equal: null }, 'unknown'],
  [{ kind: 'linker-inputs', paths: [], sha256: '' as never }, 'recorded'],
  [{ kind: 'debug-files', room: 1 }, 'recorded'],
])('a unit with the condition %o', (condition, kind) => {
  expect(kindOf(manifestOf('a', { conditions: [condition] }))).toBe(kind);
});

test('the weakest evidence counts', () => {
  expect(kindOf(manifestOf('a', { conditions: [{ kind: 'observed', observations: [] }, { kind: 'linker-inputs', paths: [], sha256: '' as never, equal: null }] }))).toBe('unknown');
});

test('what of the repository runs, or uses macros, and binds nothing is incapable; all else is recorded', () => {
  const macro = manifestOf('macro', { kind: 'proc-macro' });
  const between = manifestOf('between', { dependencies: [edgeTo(macro)] });
  const top = manifestOf('top', { dependencies: [edgeTo(between)] });
  const outer = manifestOf('outer', { source: { kind: 'registry', name: 'outer', version: '1.0.0' }, dependencies: [edgeTo(macro)] });
  const run = manifestOf('run', { slot: slotOf('run', 'run'), kind: 'run-build-script' });
  expect(Object.fromEntries(evidenceOf([top, outer, run, between, macro]))).toEqual({
    [macro.slot]: 'recorded',
    [between.slot]: 'incapable',
    [top.slot]: 'incapable',
    [outer.slot]: 'recorded',
    [run.slot]: 'incapable',
  });
});

test('refusals speak of evidence, or of other units, people and the store', () => {
  expect(evidenceAgainst({ reason: 'left', because: 'time', what: '' })).toBe('left');
  expect(evidenceAgainst({ reason: 'input-differs', file: 'x' })).toBe('recorded');
  expect(evidenceAgainst({ reason: 'never-shared', where: 'x' })).toBeUndefined();
  expect(countEvidence(['left', 'left', 'unknown'])).toMatchObject({ left: 2, unknown: 1, recorded: 0 });
});
