import { addCounts, noCounts } from './questions/answers.ts';
import type { Results, Tally } from './results.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);

/** Adds up the tallies of one setting over several runs. */
function merge(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((all, tally) => all + of(tally), 0);
  const refusals: Record<string, number> = {};
  for (const tally of tallies) for (const [reason, times] of Object.entries(tally.refusals)) refusals[reason] = (refusals[reason] ?? 0) + times;
  const answers = noCounts();
  for (const tally of tallies) addCounts(answers, tally.answers);
  return {
    answers,
    histories: sum((tally) => tally.histories),
    wrongHistories: sum((tally) => tally.wrongHistories),
    moves: sum((tally) => tally.moves),
    compared: sum((tally) => tally.compared),
    scratched: sum((tally) => tally.scratched),
    wrong: sum((tally) => tally.wrong),
    cargoAlone: sum((tally) => tally.cargoAlone),
    placed: sum((tally) => tally.placed),
    first: { needed: sum((tally) => tally.first.needed), fresh: sum((tally) => tally.first.fresh) },
    refusals,
  };
}

/** Whether a setting's name is one of this tool's. */
export function isOurs(setting: string): boolean {
  return /^(?:hooks|by hand|shared), /.test(setting);
}

const HEADER = [
  '| setting | histories | moves | builds compared | wrong outputs | of 1,000 histories go wrong | units reused in a new worktree | wrong with cargo alone too |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];

/** Histories below which a share of them says nothing. */
export const ENOUGH = 20;

function row(name: string, tally: Tally): string {
  const thousand = tally.histories < ENOUGH ? 'too few' : ((1000 * tally.wrongHistories) / tally.histories).toFixed(0);
  const reused = percent(tally.first.fresh, tally.first.needed);
  return `| ${name} | ${tally.histories} | ${tally.moves} | ${tally.compared} | ${tally.wrong} | ${thousand} | ${reused} | ${tally.cargoAlone} |`;
}

/** What `which` and `explain` answered, in sentences. */
function answersOf({ answers: { which, explain } }: Tally, where: string): string[] {
  if (which.asked === 0 && explain.asked === 0) return [];
  const { yes, no, unknown, stale, falseNo } = which;
  const programs = `${where}\`which\` was asked ${which.asked} times: ${yes} \`yes\`, ${no} \`no\`, ${unknown} \`unknown\`. Of ${stale.no + stale.unknown} programs that showed something else than their tree's, ${stale.no} were told by a \`no\` and ${stale.unknown} by an \`unknown\`; ${falseNo} times it said \`no\` of what had just been built and was right.`;
  const foretold = `\`explain\` was asked before ${explain.asked} builds and agreed on ${explain.units} units; ${explain.refused} times it said that cargo would stop or would have to change the lock file, which came true.`;
  return ['', ...(which.asked === 0 ? [] : [programs]), ...(explain.asked === 0 ? [] : [foretold])];
}

/** How often each reason left a unit to cargo, in this tool's settings, the most frequent first. Markdown. */
export function refusalLines(runs: readonly Results[]): string[] {
  const { refusals } = merge(runs.flatMap((run) => Object.entries(run.settings)).flatMap(([name, tally]) => (isOurs(name) ? [tally] : [])));
  return Object.entries(refusals).sort(([, a], [, b]) => b - a).map(([reason, times]) => `- \`${reason}\`: ${times}`);
}

/** A table over all runs, with a sum where there are several settings. Markdown. */
export function summary(runs: readonly Results[]): string[] {
  const merged = bySetting(runs);
  const own = merged.filter(({ name }) => isOurs(name)).map(({ tally }) => tally);
  return [...HEADER, ...merged.map(({ name, tally }) => row(name, tally)), ...(own.length > 1 ? [row('cargo-share, all', merge(own))] : [])];
}

/** What `which` and `explain` answered, here and in target directories of the alternatives. Markdown. */
export function answerLines(runs: readonly Results[]): string[] {
  const of = (own: boolean): Tally => merge(bySetting(runs).filter(({ name }) => isOurs(name) === own).map(({ tally }) => tally));
  return [...answersOf(of(true), ''), ...answersOf(of(false), 'In target directories of the alternatives ')];
}

function bySetting(runs: readonly Results[]): { readonly name: string; readonly tally: Tally }[] {
  // Cargo's own choice of layout first.
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.settings)))].toSorted((a, b) => Number(b.includes('unit-dirs')) - Number(a.includes('unit-dirs')));
  return names.map((name) => ({ name, tally: merge(runs.flatMap((run) => run.settings[name] ?? [])) }));
}
