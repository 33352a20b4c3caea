/** Colours that are read on the drawing's own light ground, so that the page's theme does not matter. */
export const COLOURS = {
  ground: '#ffffff',
  edge: '#8c959f',
  text: '#1f2328',
  quiet: '#57606a',
  shared: { fill: '#dafbe1', line: '#1a7f37' },
  copied: { fill: '#ddf4ff', line: '#0969da' },
  never: { fill: '#f6f8fa', line: '#6e7781' },
  refused: { fill: '#fff1e5', line: '#bc4c00' },
} as const;

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** For those who do not see it: what it is, and all that it says. */
  readonly title: string;
  readonly description: string;
  readonly parts: readonly string[];
}

export function svg({ width, height, title, description, parts }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" font-family="-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="14" fill="${COLOURS.text}">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="desc">${escape(description)}</desc>`,
    box({ x: 1, y: 1, width: width - 2, height: height - 2, fill: COLOURS.ground, line: COLOURS.edge, round: 10 }),
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  readonly line: string;
  readonly round?: number;
  readonly dashed?: boolean;
}

export function box({ x, y, width, height, fill, line, round = 6, dashed = false }: Box): string {
  const dashes = dashed ? ' stroke-dasharray="5 4"' : '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}" stroke="${line}"${dashes}/>`;
}

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly mono?: boolean;
}

/** Lines of text; (x, y) is where the first one stands. */
export function text(x: number, y: number, lines: string | readonly string[], { anchor = 'start', size = 14, bold = false, fill, mono = false }: TextStyle = {}): string {
  const style = [
    anchor === 'start' ? '' : ` text-anchor="${anchor}"`,
    size === 14 ? '' : ` font-size="${size}"`,
    bold ? ' font-weight="600"' : '',
    fill === undefined ? '' : ` fill="${fill}"`,
    mono ? ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"' : '',
  ].join('');
  const spans = [lines].flat().map((line, at) => (at === 0 ? escape(line) : `<tspan x="${x}" dy="${Math.round(size * 1.35)}">${escape(line)}</tspan>`));
  return `<text x="${x}" y="${y}"${style}>${spans.join('')}</text>`;
}

/** A line that ends in a point. */
export function arrow(from: readonly [number, number], to: readonly [number, number], line: string, dashed = false): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const [bx, by] = [to[0] - ux * 9, to[1] - uy * 9];
  const corners = [to, [bx - uy * 5, by + ux * 5], [bx + uy * 5, by - ux * 5]].map(([x = 0, y = 0]) => `${round(x)},${round(y)}`);
  const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
  return `<path d="M${from[0]} ${from[1]}L${round(bx)} ${round(by)}" stroke="${line}" stroke-width="2" fill="none"${dashes}/><polygon points="${corners.join(' ')}" fill="${line}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
