import { COMMANDS, exponentOf, pointsOf, type Growth, type ScaleResult } from './result.ts';

const WIDTH = 400;
const HEIGHT = 300;
const LEFT = 56;
const TOP = 64;
const GAP = 150;
const COLOURS = ['#0969da', '#8250df', '#1a7f37', '#bf8700', '#cf222e'] as const;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600; font-size: 15px }
  .note { fill: #59636e; font-size: 12px } .end { text-anchor: end } .middle { text-anchor: middle }
  .axis { stroke: #d1d9e0 } .page { fill: #ffffff } .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 } .axis { stroke: #3d444d } .page { fill: #0d1117 }
  }`;

/** A panel for each thing that grows; both scales are logarithmic, so that linear growth is a line of one slope. */
export function drawScale(result: ScaleResult): string {
  const width = result.growth.length * (LEFT + WIDTH + GAP);
  const height = TOP + HEIGHT + 40;
  const panels = result.growth.flatMap((growth, index) => drawPanel(result, growth, LEFT + index * (LEFT + WIDTH + GAP)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Seconds of each command by size">`,
    `<style>${STYLE}\n</style>`,
    `<rect width="${width}" height="${height}" class="page"/>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel(result: ScaleResult, growth: Growth, left: number): string[] {
  const seconds = growth.points.map((point) => point.seconds);
  const sizes = [...new Set(growth.points.map(({ at }) => at))].toSorted((a, b) => a - b);
  const x = scale(Math.min(...sizes), Math.max(...sizes), WIDTH);
  const [least, most] = [powerBelow(Math.min(...seconds)), powerBelow(Math.max(...seconds)) * 10];
  const y = scale(least, most, HEIGHT);
  const parts = [text(left, 24, `Seconds by ${growth.by}`, 'title'), text(left, 44, 'with the exponent of growth between the two largest; logarithmic scales', 'note')];
  for (let tick = least; tick <= most * 1.01; tick *= 10) {
    const at = TOP + HEIGHT - y(tick);
    parts.push(`<line x1="${left}" x2="${left + WIDTH}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" class="axis"/>`, text(left - 8, at + 4, String(Number(tick.toPrecision(1))), 'note end'));
  }
  for (const size of sizes) parts.push(text(left + x(size), TOP + HEIGHT + 20, String(size), 'note middle'));
  const labels = spread(COMMANDS.map((command) => TOP + HEIGHT - y(pointsOf(growth, command).at(-1)?.seconds ?? least)));
  for (const [index, command] of COMMANDS.entries()) {
    const points = pointsOf(growth, command).map((point) => `${(left + x(point.at)).toFixed(1)},${(TOP + HEIGHT - y(point.seconds)).toFixed(1)}`);
    parts.push(`<polyline points="${points.join(' ')}" class="line" stroke="${COLOURS[index]}"/>`);
    for (const point of points) parts.push(`<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${COLOURS[index]}"/>`);
    const exponent = exponentOf(result, growth, command);
    parts.push(text(left + WIDTH + 10, (labels[index] ?? 0) + 4, `${command} (${exponent?.toFixed(2) ?? ''})`));
  }
  return parts;
}

/** Labels that would lie on one another move down; in the order of `places`. */
function spread(places: readonly number[]): number[] {
  const moved = [...places];
  let floor = Number.NEGATIVE_INFINITY;
  for (const index of places.map((_, at) => at).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0))) {
    floor = Math.max(places[index] ?? 0, floor + 16);
    moved[index] = floor;
  }
  return moved;
}

function scale(least: number, most: number, length: number): (value: number) => number {
  const span = Math.log(most / least) || 1;
  return (value) => (length * Math.log(value / least)) / span;
}

function powerBelow(value: number): number {
  return 10 ** Math.floor(Math.log10(value));
}

function text(x: number, y: number, words: string, kind?: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${kind === undefined ? '' : ` class="${kind}"`}>${words}</text>`;
}
