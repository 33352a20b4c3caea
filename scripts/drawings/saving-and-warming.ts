import { arrow, box, COLOURS, svg, text } from './svg.ts';

const WIDTH = 940;
const HEIGHT = 560;
/** The three places, from left to right. */
const COLUMN = { donor: 24, store: 350, fresh: 676 } as const;
const COLUMN_WIDTH = 240;

interface Row {
  readonly y: number;
  readonly height: number;
  readonly colours: { readonly fill: string; readonly line: string };
  readonly files: readonly string[];
  /** How they come into the store, and how out of it. */
  readonly saved: readonly string[];
  readonly placed: readonly string[];
}

const SHARED: Row = {
  y: 150,
  height: 84,
  colours: COLOURS.shared,
  files: ['libraries (.rlib), macros,', 'programs, metadata of', 'registry and git packages'],
  saved: ['reflink,', 'else hard link'],
  placed: ['reflink,', 'else hard link'],
};
const COPIED: Row = {
  y: 256,
  height: 102,
  colours: COLOURS.copied,
  files: ['cargo\'s fingerprints, dep-info,', 'what build scripts leave,', 'metadata (.rmeta) of your', 'own packages'],
  saved: ['copied'],
  placed: ['copied,', 'paths rewritten'],
};
const NEVER: Row = { y: 380, height: 62, colours: COLOURS.never, files: ['incremental/,', 'and refused units'], saved: [], placed: [] };

const place = (x: number, title: string, under: string): string[] => [
  box({ x, y: 84, width: COLUMN_WIDTH, height: 374, fill: 'none', line: COLOURS.edge, round: 10 }),
  text(x + COLUMN_WIDTH / 2, 110, title, { anchor: 'middle', bold: true }),
  text(x + COLUMN_WIDTH / 2, 130, under, { anchor: 'middle', size: 12, fill: COLOURS.quiet }),
];

const files = (x: number, { y, height, colours, files: lines }: Row, dashed = false): string[] => [
  box({ x: x + 14, y, width: COLUMN_WIDTH - 28, height, fill: colours.fill, line: colours.line, dashed }),
  text(x + COLUMN_WIDTH / 2, y + height / 2 - (lines.length - 1) * 9 + 4, lines, { anchor: 'middle', size: 13 }),
];

const between = (left: number, { y, height, colours }: Row, how: readonly string[], dashed: boolean): string[] => {
  const [from, to] = [left + COLUMN_WIDTH - 14, left + COLUMN_WIDTH + 100];
  return [
    arrow([from, y + height / 2 + 8], [to, y + height / 2 + 8], colours.line, dashed),
    text((from + to) / 2, y + height / 2 - 1 - how.length * 7.5, how, { anchor: 'middle', size: 11, fill: COLOURS.quiet }),
  ];
};

const step = (x: number, name: string, when: string): string[] => [
  text(x, 36, name, { anchor: 'middle', bold: true, size: 16 }),
  text(x, 56, when, { anchor: 'middle', size: 12, fill: COLOURS.quiet }),
];

export const savingAndWarming = (): string =>
  svg({
    width: WIDTH,
    height: HEIGHT,
    title: 'Saving and warming: how compiled units come from one worktree into another',
    description:
      'Three places side by side: target of a worktree that was built, the store, and target of a fresh worktree. Saving goes from the first to the second, after a commit and before each warming. Warming goes from the second to the third, after git worktree add, switch, merge and rebase. ' +
      'Libraries, macros, programs and the metadata of registry and git packages are the same bytes on the disk in all three, by reflink or hard link. Fingerprints, dep-info, what build scripts leave and the metadata of your own packages are copies of each worktree, with paths rewritten when they are placed. The incremental directory and refused units are never shared. ' +
      'At the end cargo build in the fresh worktree judges what is there, as always, and compiles the rest.',
    parts: [
      ...step(306, 'save', 'after a commit, and before each warming'),
      ...step(634, 'warm', 'after worktree add, switch, merge, rebase'),
      arrow([200, 68], [412, 68], COLOURS.text),
      arrow([528, 68], [740, 68], COLOURS.text),
      ...place(COLUMN.donor, 'main/target', 'a worktree that was built'),
      ...place(COLUMN.store, 'the store', 'on the same file system'),
      ...place(COLUMN.fresh, 'feature/target', 'a fresh worktree'),
      ...Object.values(COLUMN).flatMap((x) => [...files(x, SHARED), ...files(x, COPIED)]),
      ...files(COLUMN.donor, NEVER, true),
      ...files(COLUMN.fresh, { ...NEVER, files: ['incremental/ of its own,', 'what cargo compiles here'] }, true),
      ...[SHARED, COPIED].flatMap((row) => [...between(COLUMN.donor, row, row.saved, row === COPIED), ...between(COLUMN.store, row, row.placed, row === COPIED)]),
      text(COLUMN.store + COLUMN_WIDTH / 2, NEVER.y + 28, ['never shared'], { anchor: 'middle', size: 13, fill: COLOURS.quiet }),
      box({ x: COLUMN.donor, y: 478, width: WIDTH - 2 * COLUMN.donor, height: 58, fill: '#f6f8fa', line: COLOURS.edge }),
      text(WIDTH / 2, 502, ['Then cargo build in the fresh worktree: cargo judges what is there as it always does,', 'finds the placed units fresh, and compiles the rest.'], { anchor: 'middle' }),
    ],
  });
