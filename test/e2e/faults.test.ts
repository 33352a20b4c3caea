import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { faultKind, type Fault } from '../faults/faults.ts';
import { OPERATIONS } from '../faults/operations.ts';
import { prepareByCommands } from '../faults/prepared.ts';
import { faultsOf, tryFault } from '../faults/try-fault.ts';
import { WITHOUT_STRACE } from '../support/strace.ts';

/** A slice of `npm run faults`, which tries every fault at every call: a few, spread over the run. */
const FEW = 1;

/** The same few in each run of the same program: some that end a call, and one of each other kind. */
function spread(faults: readonly Fault[]): Fault[] {
  const ofCalls = faults.filter(({ kind }) => kind === 'kill' || kind === 'error');
  const step = Math.max(1, Math.floor(ofCalls.length / FEW));
  const kinds = new Set(faults.filter((fault) => !ofCalls.includes(fault)).map(faultKind));
  return [
    ...ofCalls.filter((_, index) => index % step === Math.floor(step / 2)),
    ...[...kinds].map((kind) => faults.filter((fault) => faultKind(fault) === kind)).map((same) => same[Math.floor(same.length / 2)]!),
  ];
}

describe.skipIf(WITHOUT_STRACE !== '')(`faults${WITHOUT_STRACE}`, () => {
  it.each(OPERATIONS)('$name', async (operation) => {
    const prepared = await prepareByCommands(operation, tmpdir());
    const failed: Error[] = [];
    try {
      const all = await faultsOf(operation, prepared);
      expect(all.length).toBeGreaterThan(FEW);
      for (const fault of spread(all)) await tryFault(operation, fault, prepared).catch((error: unknown) => failed.push(error as Error));
    } finally {
      await prepared.dispose();
    }
    expect(failed.map((error) => `${error.message}: ${String(error.cause)}`)).toEqual([]);
  });
});
