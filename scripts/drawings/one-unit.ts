import type { PlaceRefusal, SaveRefusal } from '../../src/units/refusal.ts';
import { arrow, box, COLOURS, svg, text } from './svg.ts';

/** A question, and the refusals that say no to it. */
interface Question<Reason> {
  readonly asks: readonly string[];
  readonly refusals: readonly Reason[];
}

/** The question that each refusal answers. The compiler sees to it that none is missing. */
const ASKED_WHEN_SAVED: Readonly<Record<SaveRefusal['reason'], number>> = {
  'unsupported-kind': 0, 'never-shared': 0, 'unhashed-output': 0, 'unknown-source': 0, 'outside-workspace': 0, 'input-in-target': 0,
  incomplete: 1, unreadable: 1, 'stale-dependency': 1, 'older-than-dependency': 1, 'changed-in-place': 1, 'fingerprint-mtime': 1,
  'digest-missing': 2, 'edited-since': 2, 'input-missing': 2, copied: 2, 'built-elsewhere': 2, 'unknown-builder': 2,
  'env-path': 3, 'baked-path': 3, 'script-path': 3, 'debug-objects': 3,
  left: 4,
  'dependency-refused': 5, 'not-stored': 5,
};
const WHEN_SAVED: readonly (readonly string[])[] = [
  ['A kind of unit, and a place,', 'that can be told apart?'],
  ['Complete, and would cargo', 'itself call it fresh?'],
  ['Compiled here, from what', 'the files hold now?'],
  ['Free of this worktree\'s path', 'in all that reaches a program?'],
  ['If its script or macros ran in', 'an audit: the same elsewhere?'],
  ['Is all that it stands on', 'in the store?'],
];

const ASKED_WHEN_PLACED: Readonly<Record<PlaceRefusal['reason'], number>> = {
  'not-in-lockfile': 0, 'never-shared': 0,
  'input-differs': 1, 'input-missing': 1, 'input-added': 1,
  'package-files-differ': 2, 'linker-input-differs': 2, 'own-compilers-differ': 2, 'deployment-differs': 2, 'debug-objects': 2, 'fingerprint-mtime': 2,
  'observed-differs': 3, 'not-observed': 3, 'config-env-differs': 3, 'declared-differs': 3,
  'dependency-not-placed': 4, 'dependency-digest': 4, 'unhashed-output': 4, 'outside-workspace': 4,
  damaged: 5,
};
const WHEN_PLACED: readonly (readonly string[])[] = [
  ['Is its package, in this version,', 'in Cargo.lock here?'],
  ['Has every file that it was', 'compiled from the same bytes?'],
  ['Are the compiler, and what', 'cargo and the linker read, the same?'],
  ['Is what its script and macros ask', 'for known, and answered alike?'],
  ['Is all that it stands on placed,', 'and the very same build?'],
  ['Are the stored files still', 'what was stored?'],
];

const WIDTH = 940;
const PITCH = 96;
const TOP = 92;
const QUESTION_WIDTH = 222;
const REFUSAL_WIDTH = 192;

function questions<Reason extends string>(asks: readonly (readonly string[])[], asked: Readonly<Record<Reason, number>>): Question<Reason>[] {
  const reasons = Object.entries(asked) as [Reason, number][];
  return asks.map((lines, at) => ({ asks: lines, refusals: reasons.filter(([, question]) => question === at).map(([reason]) => reason) }));
}

/** Names in as few lines as the box's width allows. */
function wrapped(names: readonly string[], most: number): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + name.length <= most) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(name);
  }
  return lines;
}

function column(x: number, title: string, list: readonly Question<string>[], end: string): string[] {
  const parts = [text(x, 40, title, { bold: true, size: 16 }), text(x, 62, 'each no is a refusal with a name', { size: 12, fill: COLOURS.quiet })];
  for (const [at, { asks, refusals }] of list.entries()) {
    const y = TOP + at * PITCH;
    const lines = wrapped(refusals, 26);
    const left = x + QUESTION_WIDTH + 26;
    parts.push(
      box({ x, y, width: QUESTION_WIDTH, height: 60, fill: COLOURS.copied.fill, line: COLOURS.copied.line }),
      text(x + QUESTION_WIDTH / 2, y + 26, asks, { anchor: 'middle' }),
      arrow([x + QUESTION_WIDTH, y + 30], [left, y + 30], COLOURS.refused.line),
      text(x + QUESTION_WIDTH + 11, y + 22, 'no', { anchor: 'middle', size: 12 }),
      box({ x: left, y: y - 10, width: REFUSAL_WIDTH, height: 80, fill: COLOURS.refused.fill, line: COLOURS.refused.line }),
      text(left + 8, y + 35 - (lines.length - 1) * 7.5, lines, { size: 11, mono: true }),
      arrow([x + QUESTION_WIDTH / 2, y + 60], [x + QUESTION_WIDTH / 2, y + PITCH], COLOURS.shared.line),
      text(x + QUESTION_WIDTH / 2 + 10, y + 82, 'yes', { size: 12 }),
    );
  }
  const y = TOP + list.length * PITCH;
  return [
    ...parts,
    box({ x, y, width: QUESTION_WIDTH, height: 44, fill: COLOURS.shared.fill, line: COLOURS.shared.line }),
    text(x + QUESTION_WIDTH / 2, y + 27, end, { anchor: 'middle', bold: true }),
    box({ x: x + QUESTION_WIDTH + 26, y, width: REFUSAL_WIDTH, height: 44, fill: COLOURS.refused.fill, line: COLOURS.refused.line }),
    text(x + QUESTION_WIDTH + 26 + REFUSAL_WIDTH / 2, y + 27, 'refused: cargo builds it', { anchor: 'middle', bold: true, size: 13 }),
  ];
}

const inWords = (list: readonly Question<string>[]): string => list.map(({ asks, refusals }) => `${asks.join(' ')} If not: ${refusals.join(', ')}.`).join(' ');

export const oneUnit = (): string => {
  const saved = questions(WHEN_SAVED, ASKED_WHEN_SAVED);
  const placed = questions(WHEN_PLACED, ASKED_WHEN_PLACED);
  return svg({
    width: WIDTH,
    height: TOP + saved.length * PITCH + 68,
    title: 'The decision about one unit: what is compared when it is saved, and when it is placed in another worktree',
    description: `Two lists of questions, from top to bottom. A yes leads to the next question, a no to a refusal, and cargo builds the unit. When it is saved: ${inWords(saved)} All yes: it is saved. When it is placed: ${inWords(placed)} All yes: it is placed.`,
    parts: [...column(16, 'When it is saved', saved, 'into the store'), ...column(476, 'When it is placed in a worktree', placed, 'into target/')],
  });
};
