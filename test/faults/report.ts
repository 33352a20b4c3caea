import type { FaultResults, Row } from './results.ts';

type Sums = Pick<Row, 'tried' | 'survived' | 'missed'>;

const add = (rows: readonly Row[]): Sums =>
  rows.reduce<Sums>((sum, row) => ({ tried: sum.tried + row.tried, survived: sum.survived + row.survived, missed: sum.missed + row.missed }), { tried: 0, survived: 0, missed: 0 });

const cells = ({ tried, survived, missed }: Sums): string => `${tried} | ${survived} | ${missed} | ${tried - survived - missed}`;

/** What came of all faults, and each that was not survived. Markdown. */
export function faultLines(runs: readonly FaultResults[]): string[] {
  if (runs.length === 0) return [];
  const rows = runs.flatMap((run) => run.rows);
  const all = runs.reduce((sum, run) => sum + run.faults, 0);
  const { tried, survived, missed } = add(rows);
  return [
    '## A fault at each call',
    `${tried} of the ${all} faults of these operations tried so far: ${survived} survived, ${missed} met another call, ${tried - survived - missed} not survived. cargo-share at ${[...new Set(runs.flatMap((run) => run.commit.split(', ')))].join(', ')}.`,
    '',
    ...runs.flatMap((run) => run.failures.map(({ fault, why }) => `- ${fault}: \`${why}\``)),
    ...(runs.some((run) => run.failures.length > 0) ? [''] : []),
  ];
}

/** What was tried of each operation, and of each kind of fault. Markdown. */
export function faultKindLines(runs: readonly FaultResults[]): string[] {
  const rows = runs.flatMap((run) => run.rows);
  const kinds = [...new Set(rows.map((row) => `${row.fault} at ${row.call}`))].sort();
  return [
    '| operation | faults | tried | survived | met another call | not survived |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...runs.map((run) => `| ${run.operation}${run.family === 'reading' ? ', reading' : ''} | ${run.faults} | ${cells(add(run.rows))} |`),
    '',
    '| fault | tried | survived | met another call | not survived |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...kinds.map((kind) => `| ${kind} | ${cells(add(rows.filter((row) => `${row.fault} at ${row.call}` === kind)))} |`),
    '',
  ];
}
