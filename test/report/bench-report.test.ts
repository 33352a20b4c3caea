import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/commands/bench/bench.ts';
import { benchFigures } from '../../src/report/bench-figures.ts';
import { benchPage } from '../../src/report/bench-page.ts';
import { benchDocument, reportBench } from '../../src/report/bench-report.ts';
import { createReporter } from '../../src/report/reporter.ts';
import { recorder } from './streams.ts';

const result: BenchResult = {
  commit: '0123456789abcdef0123456789abcdef01234567',
  workspace: '',
  command: ['build', '--features', '<all>'],
  fromNothing: { seconds: 80, compiled: 31 },
  save: 2,
  fresh: [
    { add: 0.1, warm: 0.5, build: 0.2, compiled: 0, idle: 0.1 },
    { add: 0.1, warm: 5, build: 0.2, compiled: 1, idle: 0.3 },
    { add: 0.1, warm: 0.7, build: 0.2, compiled: 0, idle: 0.2 },
  ],
  disk: { fromNothing: 100 * 2 ** 20, eachFresh: 5 * 2 ** 20, logical: 98 * 2 ** 20, atMost: false },
};

describe('what a measurement shows', () => {
  test('the round in the middle, whole, and what it is of a build from nothing', () => {
    const { time, summary } = benchFigures(result);
    expect(time.map(({ name, value }) => [name, value])).toEqual([['from nothing', 80], ['with cargo-share', 1], ['nothing to do', 0.2]]);
    expect(time[1]?.note).toContain('warming 0.700 s');
    expect(summary).toBe('A fresh worktree is ready in 1.00 s in the place of 80.0 s (80.0x), and takes 5.0 MiB of disk in the place of 100 MiB.');
  });

  test('an upper bound is called one', () => {
    expect(benchFigures({ ...result, disk: { ...result.disk, atMost: true } }).summary).toContain('at most 5.0 MiB');
  });

  test('sccache has bars of its own where it was measured', () => {
    const beside = { add: 0.1, warm: 0.5, build: 0.3, compiled: 2, idle: 0 };
    const names = benchFigures({ ...result, sccache: { empty: 90, filled: 40, beside } }).time.map(({ name }) => name);
    expect(names).toEqual(['from nothing', 'with cargo-share', 'sccache, empty', 'sccache, filled', 'with both', 'nothing to do']);
  });

  test('the longest bar is full, and none is empty', () => {
    const out = recorder();
    reportBench(result, createReporter({ json: false, quiet: false, verbose: false, color: 'never', stdout: out.stream, stderr: recorder().stream }));
    const bars = out.text().split('\n').flatMap((line) => /[█▏▎▍▌▋▊▉]+/.exec(line)?.[0] ?? []);
    expect(bars).toEqual(['█'.repeat(32), '▍', '▏', '█'.repeat(32), '█▋']);
  });

  test('the page quotes what it was given, and needs nothing else', () => {
    const page = benchPage(result);
    expect(page).toContain('--features &lt;all>');
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  test('the document has every sample', () => {
    expect(benchDocument(result)).toMatchObject({ schema: 1, command: 'bench', cargo: result.command, fresh: result.fresh });
  });
});
