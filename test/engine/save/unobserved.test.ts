import { expect, test } from 'vitest';
import { notObservedYet } from '../../../src/engine/save/unobserved.ts';
import type { TimeNs } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { EverythingEqual, Slot } from '../../../src/units/model.ts';
import { ROOT, slotOf } from '../../units/samples.ts';

const equal: EverythingEqual = { commit: 'c0ffee', branch: null, tags: sha256(''), above: ROOT, configEnv: sha256('') };
/** Nothing has moved since 100. */
const context = { equality: (builtNs: bigint) => (builtNs >= 100n ? equal : null), wasLeft: (slot: Slot) => slot === slotOf('left') };
const at = (ns: number): TimeNs => BigInt(ns) as TimeNs;

test('code that can ask for nothing is bound by nothing', () => {
  expect(notObservedYet(slotOf('app'), { asks: null, builtNs: at(1) }, context)).toEqual([]);
});

test('code that asks for files is bound to an equal worktree', () => {
  expect(notObservedYet(slotOf('app'), { asks: { name: 'm names `fs`', waits: null }, builtNs: at(100) }, context)).toEqual([{ kind: 'unobserved', why: 'm names `fs`', equal }]);
});

test('where something has moved since, no worktree is known to be equal', () => {
  expect(notObservedYet(slotOf('app'), { asks: { name: 'm names `fs`', waits: null }, builtNs: at(99) }, context)).toMatchObject([{ equal: null }]);
});

test('code that asks for what an equal worktree does not answer waits', () => {
  expect(notObservedYet(slotOf('app'), { asks: { name: 'm names `fs`', waits: 'git' }, builtNs: at(100) }, context)).toMatchObject([{ equal: null }]);
});

test('where an audit has left another variant of the slot, this one waits', () => {
  expect(notObservedYet(slotOf('left'), { asks: { name: 'm names `fs`', waits: null }, builtNs: at(100) }, context)).toMatchObject([{ equal: null }]);
});
