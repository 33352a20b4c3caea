import { describe, expect, it } from 'vitest';
import { CompileTimes, parseTimings } from '../../../bench/left/timings.ts';

/** As cargo 1.95 writes it, shortened. */
const REPORT = `<script>
DURATION = 78;
const UNIT_DATA = [
  { "i": 0, "name": "syn", "version": "2.0.1", "mode": "todo", "target": "", "features": [], "start": 0.1, "duration": 4.0 },
  { "i": 1, "name": "syn", "version": "2.0.1", "mode": "todo", "target": "", "features": ["full"], "start": 0.1, "duration": 6.0 },
  { "i": 2, "name": "app", "version": "0.1.0", "mode": "todo", "target": " build-script", "features": [], "start": 1, "duration": 1.5 },
  { "i": 3, "name": "app", "version": "0.1.0", "mode": "run-custom-build", "target": " build-script (run)", "features": [], "start": 1, "duration": 0.5 },
  { "i": 4, "name": "app", "version": "0.1.0", "mode": "todo", "target": " app \\"bin\\"", "features": [], "start": 2, "duration": 2.0 },
  { "i": 5, "name": "app", "version": "0.1.0", "mode": "todo", "target": " app \\"bin\\" (test)", "features": [], "start": 2, "duration": 3.0 },
  { "i": 6, "name": "old", "version": "0.1.0", "mode": "todo", "target": "", "features": [], "start": 0.0, "duration": 0.0 }
];
const CONCURRENCY_DATA = [];
</script>`;

describe('compile times from cargo’s timings report', () => {
  const units = parseTimings(REPORT);
  const times = new CompileTimes(units);
  const app = { package: 'app', version: '0.1.0' };

  it('finds the units that explain names', () => {
    expect(times.total).toBe(17);
    expect(times.secondsOf({ ...app, kind: 'bin', target: 'app' })).toBe(2);
    expect(times.secondsOf({ ...app, kind: 'test', target: 'app' })).toBe(3);
    expect(times.secondsOf({ ...app, kind: 'custom-build', target: 'build-script-build' })).toBe(1.5);
    expect(times.secondsOf({ ...app, kind: 'run-build-script', target: 'build-script-build' })).toBe(0.5);
    expect(times.secondsOf({ ...app, kind: 'lib', target: 'app' })).toBeUndefined();
  });

  it('gives units of one name their mean', () => {
    expect(times.secondsOf({ package: 'syn', version: '2.0.1', kind: 'lib', target: 'syn' })).toBe(5);
  });

  it('gives units their part of the processor time', () => {
    expect(times.processorSecondsOf([{ ...app, kind: 'bin', target: 'app' }, { ...app, kind: 'lib', target: 'app' }], 34)).toBe(4);
  });

  it('says so where the report is another one', () => {
    expect(() => parseTimings('<html>')).toThrow('UNIT_DATA');
  });
});
