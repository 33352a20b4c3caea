import { expect, it } from 'vitest';
import stringWidth from 'string-width';
import { createReporter } from '../../src/report/reporter.ts';
import { reportStatus } from '../../src/report/status-report.ts';
import type { Status, WorktreeStatus } from '../../src/commands/status/status.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import { recorder } from './streams.ts';

const GIB = 1024 ** 3;
const NOW = 10_000_000_000;

function worktree(name: string, o: Partial<WorktreeStatus> = {}): WorktreeStatus {
  return {
    path: `/code/${name}` as AbsolutePath,
    branch: `feature/${name}`,
    commit: '0123456789abcdef',
    main: false,
    units: { total: 1812, shared: 1790, own: 22, refused: 12 },
    bytes: { logical: 12.3 * GIB, physical: 1023 * 1024 ** 2, exclusive: 1023 * 1024 ** 2 },
    layouts: ['unit-dirs'],
    lastBuildMs: NOW - 59 * 60_000,
    nextBuild: { ready: 1790, warmable: undefined },
    evidence: { recorded: 1700, incapable: 60, observed: 30, 'everything-equal': 0, unknown: 0, left: 2 },
    refusals: [],
    ...o,
  };
}

function table(columns: number | undefined, worktrees: readonly WorktreeStatus[]): string[] {
  return lines(columns, worktrees).slice(4, 5 + worktrees.length);
}

function lines(columns: number | undefined, worktrees: readonly WorktreeStatus[]): string[] {
  const [out, err] = [recorder(), recorder()];
  const stdout = Object.assign(out.stream, { columns });
  const reporter = createReporter({ json: false, quiet: false, verbose: false, color: 'never', stdout, stderr: err.stream });
  const store: Status['store'] = { path: '/s' as AbsolutePath, units: 1, logical: 1, physical: 1, limit: GIB };
  reportStatus({ mode: 'linked', movedHooks: undefined, store, shared: [], worktrees }, reporter, NOW);
  return out.text().split('\n');
}

const WIDE = [worktree('日本語の作業木-with-a-long-name'), worktree('b', { lastBuildMs: null, nextBuild: undefined, layouts: [] })];

it('fits eighty columns whatever the names and numbers, and keeps what matters', () => {
  const lines = table(80, WIDE);
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  expect(lines[0]).toMatch(/Worktree +Branch .*Shared +Own +Ready +Warm .*On disk +Its own$/);
  expect(lines[1]).toMatch(/1790 +22 +1790 +\? /);
});

it('shows all columns where there is room for them', () => {
  const [head = '', first, second] = table(undefined, WIDE);
  expect(head.split(/ {2,}/)).toEqual(['Worktree', 'Branch', 'Built', 'Layout', 'Units', 'Shared', 'Own', 'Refused', 'Ready', 'Warm', 'Size', 'On disk', 'Its own']);
  expect(first).toContain('日本語の作業木-with-a-long-name');
  expect(first).toMatch(/59 min +unit-dirs/);
  expect(second).toMatch(/feature\/b +- +- .* - +- /);
});

it('names every worktree in which neither cargo nor this tool has been', () => {
  const empty = { units: { total: 0, shared: 0, own: 0, refused: 0 }, lastBuildMs: null, layouts: [] } as const;
  const said = lines(undefined, [
    worktree('main', { nextBuild: { ready: 9, warmable: 2 } }),
    worktree('b', { ...empty, nextBuild: { ready: 0, warmable: 7 } }),
    worktree('it is', { ...empty, nextBuild: { ready: 0, warmable: undefined } }),
    worktree('no-workspace', { ...empty, nextBuild: { ready: 0, warmable: 0 } }),
  ]);
  expect(said.filter((line) => line.includes('cargo share warm'))).toEqual([
    'Nothing is built or placed in /code/b: `cargo share warm /code/b` brings 7 units that the next build there would compile.',
    "Nothing is built or placed in /code/it is: `cargo share warm '/code/it is'`, or `cargo share run -- build` there.",
    '`cargo share warm /code/main` brings 2 units that the next build there would compile.',
  ]);
});
