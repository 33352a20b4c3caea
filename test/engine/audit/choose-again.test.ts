import { describe, expect, it, test } from 'vitest';
import { asRunHere, isOfScriptHere, slotsToRunAgain } from '../../../src/engine/audit/choose-again.ts';
import type { WarmPlan, WarmStep } from '../../../src/engine/warm/plan.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Condition, Manifest, Slot } from '../../../src/units/model.ts';
import type { PlaceRefusal } from '../../../src/units/refusal.ts';
import { edgeTo, manifestOf } from '../../units/samples.ts';

const script = manifestOf('script', { kind: 'build-script' });
const run = manifestOf('run', { kind: 'run-build-script', dependencies: [edgeTo(script)] });
const user = manifestOf('user', { dependencies: [edgeTo(run)] });

const differs: PlaceRefusal = { reason: 'input-differs', file: 'words.txt' };
const waits: PlaceRefusal = { reason: 'dependency-not-placed', dependency: run.slot, package: 'run' };

const placed = (manifest: Manifest): WarmStep => ({ do: 'place', manifest, times: { times: { kind: manifest.kind, outputs: [] }, stamped: [] }, replaces: false });
const planOf = (placing: readonly Manifest[], refusals: readonly (readonly [Slot, PlaceRefusal])[]): WarmPlan => ({ steps: placing.map(placed), refusals: new Map(refusals) });

describe('which runs', () => {
  it('those that something waits for, and that do not fit for what they read', () => {
    expect(slotsToRunAgain(planOf([script], [[run.slot, differs], [user.slot, waits]]))).toEqual([run.slot]);
  });

  it('none that nothing waits for', () => {
    expect(slotsToRunAgain(planOf([script], [[run.slot, differs]]))).toEqual([]);
  });

  it('none that does not fit for something else', () => {
    expect(slotsToRunAgain(planOf([script], [[run.slot, { reason: 'debug-objects' } as PlaceRefusal], [user.slot, waits]]))).toEqual([]);
  });

  it('none of which a variant stands', () => {
    expect(slotsToRunAgain(planOf([script, run], [[run.slot, differs], [user.slot, waits]]))).toEqual([]);
  });
});

describe('whose script is the one here', () => {
  const plan = planOf([script], []);
  const is = (manifest: Manifest, of: WarmPlan = plan, again: readonly Slot[] = []): boolean => isOfScriptHere(manifest, of, new Set(again));

  it('where it stands', () => {
    expect(is(run)).toBe(true);
  });

  it('not where another one stands, or none', () => {
    expect(is(run, planOf([{ ...script, digest: sha256('other') }], []))).toBe(false);
    expect(is(run, planOf([], []))).toBe(false);
  });

  it('also where a run that it hears of is run again', () => {
    const hears = { ...run, dependencies: [edgeTo(script), edgeTo(manifestOf('low'))] };
    expect(is(hears)).toBe(false);
    expect(is(hears, plan, [manifestOf('low').slot])).toBe(true);
  });

  it('of packages of this repository alone', () => {
    expect(is({ ...run, source: { kind: 'registry', name: 'run', version: '1.0.0' } })).toBe(false);
    expect(is({ ...run, source: { kind: 'path', name: 'run', root: 'vendor/run', vendored: true } })).toBe(false);
    expect(is(user)).toBe(false);
  });
});

test('what it depends on is as it was read here', () => {
  const kept: Condition = { kind: 'package-files', root: 'run', sha256: sha256('there') };
  const there = manifestOf('run', {
    inputs: [
      { kind: 'file', path: 'words.txt', sha256: sha256('there') },
      { kind: 'directory', path: 'data', sha256: sha256('there') },
      { kind: 'absent', path: 'none.txt' },
    ],
    conditions: [kept, { kind: 'observed', observations: [] }, { kind: 'unobserved', why: 'x', equal: null }],
  });
  const here = { file: () => sha256('file'), directory: () => sha256('names'), exists: () => false, packageFiles: () => sha256('package') };
  const seen = [{ see: 'file', path: 'else.txt', sha256: sha256('else') }] as const;
  expect(asRunHere(there, seen, here)).toEqual({
    inputs: [
      { kind: 'file', path: 'words.txt', sha256: sha256('file') },
      { kind: 'directory', path: 'data', sha256: sha256('names') },
      { kind: 'absent', path: 'none.txt' },
    ],
    conditions: [{ ...kept, sha256: sha256('package') }, { kind: 'observed', observations: seen }],
  });
  expect(asRunHere(there, seen, { ...here, file: () => undefined })).toBeUndefined();
  expect(asRunHere(there, seen, { ...here, directory: () => undefined })).toBeUndefined();
  expect(asRunHere(there, seen, { ...here, exists: () => true })).toBeUndefined();
});
