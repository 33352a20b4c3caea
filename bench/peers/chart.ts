import { formatMeasured, measuresOf, medianOf, wrongWays } from './medians.ts';
import type { PeersResult } from './result.ts';
import type { Measure } from './sample.ts';
import { formatRounds } from './table.ts';

const WIDTH = 880;
const NAME = 260;
const VALUE = 90;
const ROW = 22;
const HEAD = 40;
const GAP = 24;

/** Light and dark by the reader's own choice; a wrong way is hatched and named. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px }
  .note { fill: #59636e; font-size: 12px }
  .ours { fill: #1a7f37 } .other { fill: #8c959f } .wrong { fill: url(#hatch) } .hatch { stroke: #cf222e }
  .sample { stroke: #1f2328; stroke-width: 1 } .page { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .ours { fill: #3fb950 } .other { fill: #656c76 }
    .hatch { stroke: #f85149 } .sample { stroke: #e6edf3 } .page { fill: #0d1117 }
  }`;

/** Every measure as a panel of bars, the fastest way first, with a tick for each sample. The scale is logarithmic. */
export function drawChart(result: PeersResult): string {
  const parts: string[] = [];
  let y = 30;
  const { machine: m } = result;
  parts.push(text(0, y, `${result.workspace} at ${result.commit}: a second worktree, every way`, 'title'));
  parts.push(text(0, (y += 20), `medians of ${formatRounds(result)}, less is better, logarithmic scale; ${m.cores} cores, ${m.fileSystem}, ${m.cargo.split(' (')[0] ?? ''}`, 'note'));
  if (result.pieces.some(({ busy }) => busy !== undefined)) parts.push(text(0, (y += 18), 'other work had a part of the cores: only ratios count', 'note'));
  if (wrongWays(result).size > 0) parts.push(text(0, (y += 18), "hatched: its program does not always print what a build from scratch prints", 'note'));
  y += GAP;
  for (const measure of measuresOf(result)) {
    const panel = drawPanel(result, measure, y);
    parts.push(...panel.parts);
    y = panel.bottom + GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 0 ${WIDTH + 32} ${y}" role="img" aria-label="${escape(`Benchmark of ${result.workspace}`)}">`,
    `<style>${STYLE}\n</style>`,
    '<defs><pattern id="hatch" width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse"><line x1="0" y1="0" x2="0" y2="6" class="hatch" stroke-width="3"/></pattern></defs>',
    `<rect x="-16" y="0" width="${WIDTH + 32}" height="${y}" class="page"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(result: PeersResult, measure: Measure, top: number): { readonly parts: string[]; readonly bottom: number } {
  const rows = result.ways.flatMap((way) => {
    const value = medianOf(result, measure, way);
    return value === undefined ? [] : [{ way, value: Math.max(value, 0) }];
  });
  const samples = (way: string): number[] => result.samples.flatMap((s) => (s.measure === measure && s.way === way ? [s.value] : []));
  const scale = logScale(rows.flatMap(({ way }) => samples(way)));
  const wrong = wrongWays(result);
  const parts = [text(0, top + 14, measure, 'title')];
  rows.sort((a, b) => a.value - b.value);
  for (const [index, { way, value }] of rows.entries()) {
    const y = top + HEAD - 14 + index * ROW;
    const kind = wrong.has(way) ? 'wrong' : way.startsWith('cargo-share ') ? 'ours' : 'other';
    parts.push(text(0, y + 14, way), `<rect x="${NAME}" y="${y + 2}" width="${round(scale(value))}" height="${ROW - 6}" class="${kind}"/>`);
    for (const sample of samples(way)) {
      const x = round(NAME + scale(sample));
      parts.push(`<line x1="${x}" x2="${x}" y1="${y + 2}" y2="${y + ROW - 4}" class="sample"/>`);
    }
    parts.push(text(NAME + scale(Math.max(value, ...samples(way))) + 6, y + 14, formatMeasured(measure, value)));
  }
  return { parts, bottom: top + HEAD - 14 + rows.length * ROW };
}

/** From a value to the length of its bar; half of the smallest value begins the scale. */
function logScale(values: readonly number[]): (value: number) => number {
  const least = Math.min(...values.filter((value) => value > 0)) / 2;
  const most = Math.max(...values);
  const span = Math.log(most / least);
  return (value) => (value <= least || !(span > 0) ? 2 : 2 + ((WIDTH - NAME - VALUE - 2) * Math.log(value / least)) / span);
}

function text(x: number, y: number, words: string, kind?: string): string {
  return `<text x="${round(x)}" y="${y}"${kind === undefined ? '' : ` class="${kind}"`}>${escape(words)}</text>`;
}

function round(value: number): string {
  return value.toFixed(1);
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
