import { join } from 'node:path';
import { expect, test } from 'vitest';
import { declaredInputs, seenAsDeclared } from '../../../src/engine/save/declared-inputs.ts';
import type { Declared } from '../../../src/units/declared.ts';
import type { PackageSource } from '../../../src/units/model.ts';
import { rememberDeclared, writeSeen } from '../../../src/store/targets.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';
import { slotOf } from '../../units/samples.ts';
import { openStore } from '../../../src/store/open.ts';
import type { AbsolutePath } from '../../../src/system/brand.ts';
import { donorAt } from './donors.ts';

const APP: PackageSource = { kind: 'path', name: 'app', root: 'app' };
const declaring = (said: Partial<Declared>, digest = 'd') => ({ of: () => ({ neverShared: undefined, inputs: [], ...said }), digest });

test('what is never shared, and what cannot be compared, is refused', () => {
  const root = temporaryDirectory();
  const refusal = (said: Partial<Declared>, source: PackageSource = APP, shellEnv: NodeJS.ProcessEnv | undefined = {}) => {
    const told = declaredInputs(source, donorAt(root, { declared: declaring(said), shellEnv }));
    return told.ok ? told.value.conditions : told.error;
  };
  expect(refusal({})).toEqual([]);
  expect(refusal({ neverShared: 'here' })).toEqual({ reason: 'never-shared', where: 'here' });
  expect(refusal({ inputs: ['$X'] }, { kind: 'registry', name: 'app', version: '1.0.0' })).toMatchObject({ reason: 'never-shared' });
  expect(refusal({ inputs: ['$X'] }, { ...APP, vendored: true })).toMatchObject({ reason: 'never-shared' });
  expect(refusal({ inputs: ['$X'] }, APP, { X: '1' })).toMatchObject([{ kind: 'declared', inputs: ['$X'], observations: [{ see: 'variable', name: 'X', value: '1' }] }]);
});

test('only the shell of the worktree itself knows a variable', () => {
  const elsewhere = { ...donorAt(temporaryDirectory(), { declared: declaring({ inputs: ['$X'] }) }), shellEnv: undefined };
  expect(declaredInputs(APP, elsewhere)).toMatchObject({ ok: false, error: { reason: 'never-shared' } });
});

test('files are conditions, and their times are evidence', () => {
  const root = temporaryDirectory();
  write(join(root, 'q/a.sql'), 'one');
  const told = declaredInputs(APP, donorAt(root, { declared: declaring({ inputs: ['q/*.sql'] }) }));
  expect(told).toMatchObject({ ok: true, value: { conditions: [{ observations: [{ see: 'matching', pattern: 'q/*.sql' }] }], evidence: [{ path: 'q/a.sql', word: 'silent' }] } });
});

test('what was judged when people said something else is judged anew', () => {
  const opened = openStore(join(temporaryDirectory(), 'v1') as AbsolutePath);
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const root = temporaryDirectory();
  const donor = donorAt(root, { declared: declaring({}, 'first') });
  const seen = (at: typeof donor) => [...seenAsDeclared(store, at).keys()];
  const unit = { ino: '1', mtimeNs: '1' };
  writeSeen(store, donor.buildDirectory, new Map([[slotOf('app'), { ...unit, result: { refused: { reason: 'never-shared', where: 'x' } } }], [slotOf('low'), { ...unit, result: { refused: { reason: 'edited-since', file: 'x' } } }]]));
  expect(seen(donor)).toEqual([]);
  rememberDeclared(store, donor.buildDirectory, 'first');
  expect(seen(donor)).toEqual([slotOf('low')]);
  expect(seen({ ...donor, declared: declaring({ neverShared: 'x' }, 'first') })).toEqual([slotOf('app'), slotOf('low')]);
  expect(seen({ ...donor, declared: declaring({}, 'second') })).toEqual([]);
});
