import type { Wrong } from '../run-history.ts';

/** What `cargo share which` and `cargo share explain` answered, counted. */
export interface AnswerCounts {
  /** `which`, of programs and libraries, before and after builds. */
  readonly which: {
    asked: number;
    yes: number;
    no: number;
    unknown: number;
    /** Of programs that show something else than this tree's: answered `no`, answered `unknown`. A `yes` is a failure. */
    stale: { no: number; unknown: number };
    /** `no` right after a build from this tree whose program is right. */
    falseNo: number;
  };
  /** `explain`, before builds; what it foretold otherwise than it came is a failure. */
  readonly explain: { asked: number; units: number; refused: number };
}

/** The answers of one history. */
export interface Answers {
  readonly counts: AnswerCounts;
  /** A `yes` for a program that is not this tree's, and what was foretold wrongly. */
  readonly wrong: Wrong[];
  /** Each false `no`, in words. */
  readonly falseNo: string[];
}

export function noCounts(): AnswerCounts {
  return {
    which: { asked: 0, yes: 0, no: 0, unknown: 0, stale: { no: 0, unknown: 0 }, falseNo: 0 },
    explain: { asked: 0, units: 0, refused: 0 },
  };
}

/** Adds counts to others. */
export function addCounts(to: AnswerCounts, more: AnswerCounts): void {
  for (const name of ['asked', 'yes', 'no', 'unknown', 'falseNo'] as const) to.which[name] += more.which[name];
  for (const name of ['no', 'unknown'] as const) to.which.stale[name] += more.which.stale[name];
  for (const name of ['asked', 'units', 'refused'] as const) to.explain[name] += more.explain[name];
}
