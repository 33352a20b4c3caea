import { expect, test } from 'vitest';
import type { JudgeContext } from '../../../src/engine/save/judge-context.ts';
import { notObservedYet } from '../../../src/engine/save/unobserved.ts';
import type { TimeNs } from '../../../src/system/brand.ts';
import { sha256 } from '../../../src/units/identity.ts';
import type { EverythingEqual } from '../../../src/units/model.ts';
import { ROOT } from '../../units/samples.ts';

const equal: EverythingEqual = { commit: 'c0ffee', branch: null, tags: sha256(''), above: ROOT, configEnv: sha256('') };
/** Nothing has moved since 100. */
const context = { equality: (builtNs: bigint) => (builtNs >= 100n ? equal : null) } as unknown as JudgeContext;
const at = (ns: number): TimeNs => BigInt(ns) as TimeNs;

test('code that can ask for nothing is bound by nothing', () => {
  expect(notObservedYet(null, at(1), context)).toEqual([]);
});

test('code that asks for files is bound to an equal worktree', () => {
  expect(notObservedYet({ name: 'm names `fs`', waits: null }, at(100), context)).toEqual([{ kind: 'unobserved', why: 'm names `fs`', equal }]);
});

test('where something has moved since, no worktree is known to be equal', () => {
  expect(notObservedYet({ name: 'm names `fs`', waits: null }, at(99), context)).toMatchObject([{ equal: null }]);
});

test('code that asks for what an equal worktree does not answer waits', () => {
  expect(notObservedYet({ name: 'm names `fs`', waits: 'git' }, at(100), context)).toMatchObject([{ equal: null }]);
});
