/** One measured value. */
export interface Sample {
  /** What was measured: the name of a row group, as `fresh build`. */
  readonly measure: Measure;
  readonly way: string;
  readonly round: number;
  /** Seconds, or bytes where the measure is one of bytes. */
  readonly value: number;
  /** Seconds that make up the value. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Packages that cargo compiled, as it says itself. */
  readonly compiled?: number;
}

/** Every measure, with the letter of the scenario that it belongs to, in the order of tables. */
export const MEASURES = {
  'fresh build': { scenario: 'a', unit: 's' },
  'fresh check': { scenario: 'a', unit: 's' },
  'fresh test --no-run': { scenario: 'a', unit: 's' },
  'build with nothing to do': { scenario: 'a', unit: 's' },
  'fresh build, leaf edited': { scenario: 'b', unit: 's' },
  'fresh build, core edited': { scenario: 'b', unit: 's' },
  'fresh build, dependency updated': { scenario: 'b', unit: 's' },
  'switch back and build': { scenario: 'c', unit: 's' },
  'four fresh builds at once': { scenario: 'd', unit: 's' },
  'disk of the first worktree': { scenario: 'e', unit: 'B' },
  'disk of each further worktree': { scenario: 'e', unit: 'B' },
  'first build after an edit': { scenario: 'f', unit: 's' },
  'second build after an edit': { scenario: 'f', unit: 's' },
  'first worktree, cold': { scenario: 'g', unit: 's' },
  'git commit': { scenario: 'g', unit: 's' },
  'git switch': { scenario: 'g', unit: 's' },
} as const satisfies Readonly<Record<string, { readonly scenario: string; readonly unit: 's' | 'B' }>>;

export type Measure = keyof typeof MEASURES;

/** Programs of a fresh worktree that do not print what a build from scratch there prints. */
export interface Verdict {
  readonly way: string;
  /** What was done before, in words. */
  readonly story: string;
  /** The lines that were wrong in some round, by what they tell; empty is right. */
  readonly wrong: readonly string[];
  /** How many rounds had a wrong line, and how many there were: copies that do not keep times go wrong by chance. */
  readonly times: readonly [wrong: number, of: number];
}
