/** What people say of a crate that nobody can observe. */
export interface Declared {
  /** Where it is said that the crate is never shared; undefined: it may be. */
  readonly neverShared: string | undefined;
  /** What else the crate depends on, sorted: `$NAME` a variable, else a file, directory or glob relative to the worktree. */
  readonly inputs: readonly string[];
}

/** What a worktree and its user say. */
export interface Declaring {
  /** Of a package, by its name. */
  of(name: string): Declared;
  /** Stands for all of it; undefined: nothing is said. */
  readonly digest: string | undefined;
}

export const NOTHING_DECLARED: Declaring = { of: () => ({ neverShared: undefined, inputs: [] }), digest: undefined };

export function variableIn(input: string): string | undefined {
  return input.startsWith('$') ? input.slice(1) : undefined;
}
