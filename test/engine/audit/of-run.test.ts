import { expect, test } from 'vitest';
import { processesOfRun } from '../../../src/engine/audit/of-run.ts';
import type { ObservedProcess } from '../../../src/engine/observer/observed.ts';

function process(file: string, more: Partial<ObservedProcess>): ObservedProcess {
  return { file, parent: undefined, start: undefined, pid: 1, executable: '/x/build-script-build', cwd: '/', outDir: undefined, argv: [], complete: true, records: [], ...more };
}

test('runs of one unit hash in two profiles are told apart by OUT_DIR, with all that they started', () => {
  const all = [
    process('1', { parent: 'cargo', outDir: '/m/target/debug/build/app-1/out' }),
    process('2', { parent: '1' }),
    process('3', { parent: '2', outDir: '/m/target/careful/build/app-1/out' }),
    process('4', { parent: 'cargo', outDir: '/m/target/careful/build/app-1/out' }),
    process('5', { parent: '4' }),
  ];
  expect(processesOfRun(all, 'debug/build/app-1/out').map(({ file }) => file)).toEqual(['1', '2', '3']);
  expect(processesOfRun(all, 'careful/build/app-1/out').map(({ file }) => file)).toEqual(['4', '5']);
});
