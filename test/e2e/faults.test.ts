import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { faultsAt, type Fault } from '../faults/faults.ts';
import { FILES, OPERATIONS, type Bench } from '../faults/operations.ts';
import { stepsOf, tryFault } from '../faults/try-fault.ts';
import { useRigs } from '../rig/rig.ts';

/**
 * Something goes wrong at a system call. `npm run faults` tries every fault at every call; the suite tries a few of
 * each kind, spread over the run.
 */
const EVERYTHING = process.env['FAULTS'] === 'all';
const FEW = 6;

const strace = spawnSync('strace', ['-e', 'trace=none', 'true']);
const createRig = useRigs();

async function createBench(): Promise<Bench> {
  const rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  const second = await rig.addWorktree('second');
  second.write('core_lib/words.txt', 'second');
  await second.commit('Second');
  await second.cargo(['build']);
  return { rig, second, expected: new Map([[rig.main, 'first'], [second, 'second']]) };
}

/** The same few in each run of the same program. */
function spread(faults: readonly Fault[]): Fault[] {
  const step = Math.max(1, Math.floor(faults.length / FEW));
  return faults.filter((_, index) => index % step === Math.floor(step / 2));
}

describe.skipIf(strace.status !== 0)(`faults${strace.status === 0 ? '' : ' (strace is not installed, or may not trace)'}`, () => {
  it.each(OPERATIONS)(
    '$name',
    async (operation) => {
      const bench = await createBench();
      const all = faultsAt(await stepsOf(operation, bench));
      expect(all.length).toBeGreaterThan(FEW);
      const tried = EVERYTHING ? all : spread(all);
      const counts = { survived: 0, missed: 0 };
      const failed: Error[] = [];
      for (const fault of tried) {
        await tryFault(operation, fault, bench).then(
          (outcome) => (counts[outcome] += 1),
          (error: unknown) => failed.push(error as Error),
        );
      }
      const sum = `${operation.name}: ${tried.length} of ${all.length} faults tried, ${counts.missed} met another call, ${counts.survived} survived`;
      process.stderr.write(`${sum}\n`);
      expect(failed.map((error) => `${error.message}: ${String(error.cause)}`), sum).toEqual([]);
    },
    EVERYTHING ? 3_600_000 : 300_000,
  );
});
