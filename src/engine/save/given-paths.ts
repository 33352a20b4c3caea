import type { AbsolutePath } from '../../system/brand.ts';
import type { Condition } from '../../units/model.ts';
import type { CompiledFrom } from './compiled-from.ts';
import { isBelow, placesOf } from './donor.ts';
import { rootsOf, type JudgeContext } from './judge-context.ts';

/** A variable of the compiler's environment, asked for by `env!` or its like, that holds a path of the worktree. */
export interface GivenPath {
  readonly variable: string;
  readonly value: string;
}

/** What cargo sets to a path of the worktree or of the build directory, however the worktree was called then. */
const PATH_VARIABLES = /^(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|CARGO_TARGET_TMPDIR|CARGO_BIN_EXE_.+|OUT_DIR)$/;

/** Variables that were read at compile time (rustc's `# env-dep:`, cargo's dep-info) and hold a root of the donor's, or another path of the worktree's. */
export function givenPaths(from: CompiledFrom, context: JudgeContext): GivenPath[] {
  const roots = rootsOf(context.origins);
  const isInside = from.source.kind === 'path' && !from.source.root.startsWith('/');
  const found = new Map<string, GivenPath>();
  for (const { name, value } of [...from.env, ...from.depInfo.env]) {
    // `cargo check` gives tests a placeholder for the programs.
    const isPath = isInside && PATH_VARIABLES.test(name) && value?.startsWith('/') === true;
    if (value !== null && (isPath || roots.some((root) => value.includes(root)))) found.set(name, { variable: name, value });
  }
  return [...found.values()];
}

/** Values by which the worktree was called when the unit was built, and is no longer: they count as roots as well. */
export function formerPlaces(given: readonly GivenPath[], roots: readonly string[]): AbsolutePath[] {
  return given.flatMap(({ value }) => (roots.some((root) => value.includes(root)) ? [] : [value as AbsolutePath]));
}

/** What binds a program in whose own code a panic names its file by the whole path: a `file!()` would look the same. */
export const PANICS_AT_HOME: Condition = { kind: 'given-path', variable: 'file!', recorded: false, why: 'a panic in it names its source by the whole path' };

/**
 * What binds a unit that was given paths, and in whose bytes none was found. Of a registry's crate rustc's own record is
 * taken for it: a file below the build directory that the variable leads to is listed as a source.
 */
export function boundByPaths(given: readonly GivenPath[], from: CompiledFrom, { donor }: JudgeContext): Condition[] {
  const isOwn = from.source.kind === 'path' && from.source.vendored !== true;
  const built = placesOf(donor);
  return given.map(({ variable, value }) => {
    const recorded = !isOwn && built.some((place) => isBelow(value, place)) && from.listed.some((path) => path.startsWith(value));
    return { kind: 'given-path', variable, recorded, why: `it was compiled with a path in ${variable}` };
  });
}
