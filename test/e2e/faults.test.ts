import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { faultKind, type Fault } from '../faults/faults.ts';
import { OPERATIONS } from '../faults/operations.ts';
import { prepareByCommands } from '../faults/prepared.ts';
import { faultsOf, tryFault } from '../faults/try-fault.ts';
import { TRIES_ALL } from '../rig/layout.ts';
import { WITHOUT_STRACE } from '../support/strace.ts';

/** One fault of each group is tried; kills and errors of whatever code are one. */
const groupOf = (fault: Fault): string => (fault.kind === 'kill' || fault.kind === 'error' ? 'ends a call' : faultKind(fault));

/**
 * A slice of `npm run faults`, which tries every fault at every call: one of each group, from the middle of the run, and
 * the same in each run of the same program.
 */
function spread(faults: readonly Fault[]): Fault[] {
  const groups = [...new Set(faults.map(groupOf))].map((group) => faults.filter((fault) => groupOf(fault) === group));
  return groups.map((same) => same[Math.floor(same.length / 2)]!);
}

/** Of the operations too, one of each kind: what publishes, what places, what sets up and what takes away. */
const SLICE: ReadonlySet<string> = new Set(['save', 'warm a fresh worktree', 'init', 'gc']);

describe.skipIf(WITHOUT_STRACE !== '')(`faults${WITHOUT_STRACE}`, () => {
  it.each(OPERATIONS.filter(({ name }) => TRIES_ALL || SLICE.has(name)))('$name', async (operation) => {
    const prepared = await prepareByCommands(operation, tmpdir());
    const failed: Error[] = [];
    try {
      const all = await faultsOf(operation, prepared);
      expect(all.length).toBeGreaterThan(1);
      for (const fault of spread(all)) await tryFault(operation, fault, prepared).catch((error: unknown) => failed.push(error as Error));
    } finally {
      await prepared.dispose();
    }
    expect(failed.map((error) => `${error.message}: ${String(error.cause)}`)).toEqual([]);
  });
});
