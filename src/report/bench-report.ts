import type { BenchDocument } from './documents/bench.ts';
import type { BenchResult, BenchStep } from '../commands/bench/bench.ts';
import { unreachable } from '../system/unreachable.ts';
import { benchFigures, type Bar } from './bench-figures.ts';
import type { Reporter } from './reporter.ts';

export function benchDocument(result: BenchResult): BenchDocument {
  const { command: cargo, ...measured } = result;
  return { schema: 1, command: 'bench', cargo, ...measured };
}

export function stepWords(step: BenchStep): { readonly verb: string; readonly text: string } {
  switch (step.step) {
    case 'heal':
      return { verb: 'Removed', text: `what a measurement left that was killed: ${step.directory}` };
    case 'from-nothing':
      return { verb: 'Building', text: `from nothing, in ${step.directory}` };
    case 'save':
      return { verb: 'Saving', text: 'what was built' };
    case 'fresh':
      return { verb: 'Measuring', text: `fresh worktree ${step.round} of ${step.rounds}` };
    case 'sccache':
      return { verb: 'Measuring', text: SCCACHE_STEPS[step.what] };
    case 'clean-up':
      return { verb: 'Removing', text: 'the temporary worktrees' };
    default:
      return unreachable(step);
  }
}

const SCCACHE_STEPS = {
  empty: 'from nothing, with sccache and an empty cache',
  filled: 'from nothing, with sccache and what it has cached',
  beside: 'a fresh worktree with both',
} as const;

const CELLS = 32;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A chart for the terminal, to standard output. */
export function reportBench(result: BenchResult, reporter: Reporter): void {
  const { title, time, disk, summary } = benchFigures(result);
  reporter.result(reporter.bold(title));
  for (const line of chart(time)) reporter.result(line);
  reporter.result('');
  reporter.result(reporter.bold('disk of one worktree'));
  for (const line of chart(disk)) reporter.result(line);
  reporter.result('');
  reporter.result(summary);
}

function chart(bars: readonly Bar[]): string[] {
  const most = Math.max(...bars.map(({ value }) => value));
  const width = Math.max(...bars.map(({ name }) => name.length));
  const labels = Math.max(...bars.map(({ label }) => label.length));
  return bars.map(({ name, value, label, note }) => `  ${name.padEnd(width)}  ${bar(value / most).padEnd(CELLS)}  ${label.padStart(labels)}  ${note}`.trimEnd());
}

/** Never nothing: the thinnest bar is an eighth of a cell. */
function bar(share: number): string {
  const eighths = Math.max(1, Math.round(share * CELLS * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
