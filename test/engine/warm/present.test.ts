import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import { fingerprintNumber } from '../../../src/formats/cargo/fingerprint-json.ts';
import { legacyLayout } from '../../../src/formats/cargo/layout/legacy.ts';
import type { SurveyedUnit } from '../../../src/engine/save/survey.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { lstat } from '../../../src/system/fs.ts';
import { setMtime } from '../../../src/system/times.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { Manifest } from '../../../src/units/model.ts';
import type { Floor } from '../../../src/units/stamps.ts';
import { presentKeys, presentUnits } from '../../../src/engine/warm/present.ts';
import type { PresentUnit } from '../../../src/engine/warm/plan.ts';
import type { Watched } from '../../../src/engine/warm/watched.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { fileOf, manifestOf, slotOf } from '../../units/samples.ts';

const HASH = 'fedcba9876543210';
const OTHER = '0123456789abcdef';
let root: AbsolutePath;
let target: AbsolutePath;

const app = manifestOf('app', {
  fingerprint: HASH,
  inputs: [{ kind: 'file', path: 'lib.rs', sha256: sha256('') }],
  files: [fileOf('fingerprint', 'app'), fileOf('dep-info', 'dep-app'), fileOf('rlib', 'app.rlib')],
});

beforeEach(() => {
  root = temporaryDirectory() as AbsolutePath;
  target = `${root}/target` as AbsolutePath;
  write(`${target}/app`, HASH);
  setMtime(write(`${root}/lib.rs`, ''), 50n);
  setMtime(write(`${target}/dep-app`, ''), 50n);
  setMtime(write(`${target}/app.rlib`, ''), 60n);
});

function surveyed(name: string, saved?: Manifest): SurveyedUnit {
  const entry = {
    slot: slotOf(name), layout: 'legacy', profileDirectory: 'debug', packageName: name, unitHash: '0123456789abcdef', name: `lib-${name}`,
    fingerprintPath: name, fingerprintDirectory: '', fingerprintFiles: [],
  } as const;
  const fingerprintFile = lstat(`${target}/${name}`);
  if (fingerprintFile === undefined) throw new Error(`${name} is not there`);
  const seen = saved && { ino: '1', mtimeNs: '1', result: { saved: saved.key } };
  return { entry, layout: legacyLayout, fingerprintFile, seen };
}

function present(units: readonly SurveyedUnit[], o: { chosen?: Manifest; floor?: bigint; watched?: Watched } = {}): Map<string, PresentUnit> {
  const chosen = o.chosen ?? app;
  const floors = new Map<Manifest['slot'], Floor>(o.floor === undefined ? [] : [[app.slot, { outputNs: o.floor }]]);
  const contents = new WorktreeContents(root);
  return presentUnits({ surveyed: units, buildDirectory: target, targetDirectory: target, chosen: new Map([[chosen.slot, chosen]]), fingerprint: (m) => m.fingerprint, floors, watched: o.watched ?? new Map(), contents });
}

const isFresh = (o: Parameters<typeof present>[1] = {}): boolean | undefined => present([surveyed('app', app)], o).get(app.slot)?.fresh?.isFresh;

describe('a unit that stands there is fresh', () => {
  test('as it was placed: times that are equal are fresh', () => {
    expect(isFresh({ floor: 60n })).toBe(true);
  });
  test('not with another hash than cargo will compute', () => {
    write(`${target}/app`, OTHER);
    expect(isFresh()).toBe(false);
  });
  test('not with a file gone', () => {
    rmSync(`${target}/app.rlib`);
    expect(isFresh()).toBe(false);
  });
  test('not with an input newer than cargo\'s record of them', () => {
    setMtime(`${root}/lib.rs`, 51n);
    expect(isFresh()).toBe(false);
  });
  test('not with an output older than what its script watches', () => {
    expect(isFresh({ floor: 61n })).toBe(false);
  });
});

test('of another variant, and of one that was never saved, nothing is said', () => {
  expect(isFresh({ chosen: { ...app, key: sha256('other') } })).toBeUndefined();
  expect(present([surveyed('app')]).get(app.slot)).toMatchObject({ key: undefined, fresh: undefined });
  expect(presentKeys([surveyed('app'), surveyed('app', app)])).toEqual(new Map([[app.slot, app.key]]));
});

test('what a unit was built on is found by the numbers in its fingerprint', () => {
  write(`${target}/high`, OTHER);
  write(
    `${target}/high.json`,
    `{"rustc":1,"features":"[]","declared_features":"[]","target":2,"profile":3,"path":4,"deps":[[7,"app",false,${fingerprintNumber(HASH)}],[7,"gone",false,9]],"local":[],"rustflags":[],"config":5,"compile_kind":0}`,
  );
  const units = present([surveyed('app', app), surveyed('high')]);
  expect(units.get(slotOf('high'))?.dependencies).toEqual([app.slot]);
  expect(units.get(app.slot)?.dependencies).toEqual([]);
});
