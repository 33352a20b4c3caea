import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { ENTRIES } from '../../bench/matrix/entries.ts';
import { runEntry } from '../../bench/matrix/run-entry.ts';
import { registryProblem } from '../support/registry.ts';

/** The quick ones of each kind; `npm run matrix` tries all. */
const SLICE = new Set(['include_dir', 'autocfg']);

const problem = await registryProblem('autocfg = "=1.5.1"');

test.skipIf(problem !== '').for(ENTRIES.filter(({ crate }) => SLICE.has(crate)))(`$crate${problem}`, async (entry) => {
  const { same, changes, watched, evidence } = await runEntry(entry, { directory: tmpdir(), say: () => undefined });
  expect([...same, ...changes].filter(({ right }) => !right)).toEqual([]);
  expect(same.map(({ compiled }) => compiled)).toEqual([[], []]);
  // An input that makes no difference would show nothing.
  expect(changes.filter(({ differs }) => !differs)).toEqual([]);
  expect(evidence).not.toEqual([]);
  expect(watched.filter(({ incapable, asked }) => incapable && asked.length > 0)).toEqual([]);
});
