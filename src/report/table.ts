import { textWidth } from './text-width.ts';

export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Whether it may be cut where the table is wider than the terminal. */
  readonly mayCut?: boolean;
  /** Whether it may be left out where even cut columns leave the table too wide: the highest goes first. */
  readonly spare?: number;
}

const GAP = '  ';
const LEAST = 8;

/**
 * The lines of a table with its head. Widths are those that a terminal shows, wide characters counted as two; cells of
 * columns that may be cut lose their middle where all would be wider than `width` columns, and spare ones go before
 * more is cut than leaves the least that can be read.
 */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const natural = (index: number): number => Math.max(...[columns[index]?.head ?? '', ...rows.map((cells) => cells[index] ?? '')].map((cell) => textWidth(cell)));
  const shown = indexesThatFit(columns, natural, width);
  return linesOf(shown.flatMap((index) => columns[index] ?? []), rows.map((cells) => shown.map((index) => cells[index] ?? '')), width);
}

function indexesThatFit(columns: readonly Column[], natural: (index: number) => number, width: number): number[] {
  const shown = [...columns.keys()];
  const least = (index: number): number => (columns[index]?.mayCut === true ? Math.min(LEAST, natural(index)) : natural(index));
  const bySpare = shown.filter((index) => columns[index]?.spare !== undefined).sort((a, b) => (columns[b]?.spare ?? 0) - (columns[a]?.spare ?? 0));
  for (const spare of bySpare) {
    if (shown.reduce((sum, index) => sum + least(index), GAP.length * (shown.length - 1)) <= width) break;
    shown.splice(shown.indexOf(spare), 1);
  }
  return shown;
}

function linesOf(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const all = [columns.map(({ head }) => head), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((cells) => textWidth(cells[index] ?? ''))));
  let over = widths.reduce((sum, own) => sum + own, GAP.length * (columns.length - 1)) - width;
  while (over > 0) {
    const widest = widestOf(columns, widths);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return all.map((cells) =>
    columns
      .map(({ align }, index) => {
        const cell = cut(cells[index] ?? '', widths[index] ?? 0);
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - textWidth(cell)));
        return align === 'left' ? cell + padding : padding + cell;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** The index of the widest column that can still lose something. */
function widestOf(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const [index, { mayCut }] of columns.entries()) {
    const own = widths[index] ?? 0;
    if (mayCut === true && own > LEAST && own > (found === undefined ? 0 : (widths[found] ?? 0))) found = index;
  }
  return found;
}

/** Takes characters out of the middle: the end of a path tells most, its beginning next. */
function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const half = Math.max(1, Math.floor((width - 1) / 2));
  let head = '';
  let tail = '';
  for (const character of characters) {
    if (textWidth(head + character) > width - 1 - half) break;
    head += character;
  }
  for (const character of characters.reverse()) {
    if (textWidth(character + tail) > half) break;
    tail = character + tail;
  }
  return `${head}…${tail}`;
}
