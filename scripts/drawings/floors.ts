import { floorOf, FLOORS, imports, wingsOf } from '../floors.ts';
import { box, COLOURS, svg, text } from './svg.ts';

const WIDTH = 940;
const ROW = 62;
const TOP = 84;
/** Where the columns of points begin, and how far they are apart. */
const [POINTS, STEP] = [560, 46] as const;

/** The folders of `src`, and which of them import from which, as the files say. */
export function floors(): string {
  const used = new Set(imports().map(({ from, to }) => `${floorOf(from)} ${floorOf(to)}`));
  const below = FLOORS.slice(1);
  const rows = FLOORS.flatMap((floor, row) => {
    const y = TOP + row * ROW;
    const wings = wingsOf(floor);
    return [
      box({ x: 24, y, width: 500, height: ROW - 10, fill: COLOURS.copied.fill, line: COLOURS.copied.line }),
      text(40, y + 22, floor, { bold: true, mono: true }),
      text(150, y + 22, inLines(wings), { size: 12, fill: COLOURS.quiet }),
      ...below.flatMap((other, column) =>
        other !== floor && used.has(`${floor} ${other}`) ? [box({ x: POINTS + column * STEP - 7, y: y + 19, width: 14, height: 14, fill: COLOURS.shared.fill, line: COLOURS.shared.line, round: 7 })] : []),
    ];
  });
  const heads = below.map((name, column) => text(POINTS + column * STEP, column % 2 === 0 ? 48 : 66, name, { anchor: 'middle', size: 12, mono: true }));
  return svg({
    width: WIDTH,
    height: TOP + FLOORS.length * ROW + 8,
    title: 'The folders of src, from the top down, and what each imports',
    description: FLOORS.map((floor) => `${floor} imports from ${below.filter((other) => other !== floor && used.has(`${floor} ${other}`)).join(', ') || 'no other folder'}.`).join(' '),
    parts: [text(24, 48, 'src/', { bold: true, mono: true, size: 16 }), text(24, 66, 'a point: imports from that folder; none leads up', { size: 12, fill: COLOURS.quiet }), ...heads, ...rows],
  });
}

/** As many words to a line as have room in the box. */
function inLines(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || `${last}, ${word}`.length > 64) lines.push(word);
    else lines[lines.length - 1] = `${last}, ${word}`;
  }
  return lines;
}
