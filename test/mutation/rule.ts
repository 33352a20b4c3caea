/** One soundness rule, as the edit that takes it out of the source and the tests that must then fail. */
export interface Rule {
  readonly name: string;
  /** The source file, relative to the repository. */
  readonly file: string;
  /** Stands exactly once in {@link file}. */
  readonly from: string;
  readonly to: string;
  /** Test files, relative to `test/`; one below `e2e/` runs the built command. */
  readonly tests: readonly string[];
}

type Edit = readonly [name: string, from: string, to: string, tests?: readonly string[]];

/** The rules of one source file; `tests` unless a rule names its own. */
export function rulesOf(file: string, tests: readonly string[], edits: readonly Edit[]): Rule[] {
  return edits.map(([name, from, to, own = tests]) => ({ name, file: `src/${file}`, from, to, tests: own }));
}
