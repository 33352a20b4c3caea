import type { Tally } from './results.ts';

const HEADER = ['| operation | begun | done | gave way | met a removal | longest |', '| --- | ---: | ---: | ---: | ---: | ---: |'];

/** A table of what was done in one layout, and what was looked at. Markdown. */
export function tallyLines(layout: string, tally: Tally): string[] {
  const rows = Object.entries(tally.kinds).map(
    ([kind, of]) => `| ${kind} | ${of.begun} | ${of.done} | ${of.gaveWay} | ${of.vanished} | ${(of.longestMs / 1000).toFixed(1)} s |`,
  );
  return [
    `${layout}: ${tally.rounds} rounds. ${tally.compared} programs compared with ${tally.scratched} builds from nothing; ` +
      `${tally.verified} units found whole by \`verify --deep\`; ${tally.serial} units placed as after a run in a line.`,
    '',
    ...HEADER,
    ...rows.sort(),
  ];
}
