import { expect, test } from 'vitest';
import { sha256, unitKey } from '../../src/units/identity.ts';
import type { WorktreeFacts } from '../../src/units/may-place.ts';
import type { Condition, Manifest } from '../../src/units/model.ts';
import type { Observation } from '../../src/units/observation.ts';
import { refusedByOthers } from '../../src/units/other-variants.ts';
import { factsOf, manifestOf } from './samples.ts';

const seen: Observation = { see: 'file', path: 'settings.txt', sha256: sha256('1') };
const observed: Condition = { kind: 'observed', observations: [seen] };
const registry = { kind: 'registry', name: 'dep', version: '1.0.0', registry: 'x' } as const;

const here = (alike: boolean): WorktreeFacts => factsOf({ configEnv: () => sha256('env'), answersAlike: () => alike });

/** As it is stored: under the key that its content has. */
const stored = (more: Partial<Manifest>): Manifest => {
  const manifest = manifestOf('dep', { source: registry, ...more });
  return { ...manifest, key: unitKey(manifest) };
};
const environment: Condition = { kind: 'config-env', sha256: sha256('env') };

test('what an audit has seen of the very unit counts for it', () => {
  const before = stored({ conditions: [environment] });
  const after = stored({ conditions: [environment, observed] });
  expect(refusedByOthers(before, [after, before], here(true))).toBeUndefined();
  expect(refusedByOthers(before, [after, before], here(false))).toEqual({ reason: 'observed-differs', seen });
  expect(refusedByOthers(after, [after, before], here(false))).toBeUndefined();
});

test('a registry\'s unit that nobody has watched waits where another build of it was seen to ask', () => {
  const watched = stored({ conditions: [observed] });
  const other = stored({ digest: sha256('came out otherwise') });
  expect(refusedByOthers(other, [watched, other], here(true))).toMatchObject({ reason: 'not-observed' });
  expect(refusedByOthers(other, [other], here(true))).toBeUndefined();
});

test('a path package\'s own conditions say what it needs', () => {
  const source = { kind: 'path', name: 'dep', root: 'dep' } as const;
  const watched = stored({ source, conditions: [observed] });
  const other = stored({ source, digest: sha256('came out otherwise') });
  expect(refusedByOthers(other, [watched, other], here(true))).toBeUndefined();
});
