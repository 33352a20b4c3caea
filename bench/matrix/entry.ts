import type { Environment } from '../../test/rig/process.ts';
import type { Files } from '../../test/rig/rig.ts';

/** A public crate in a small workspace, and everything that it reads there. */
export interface MatrixEntry {
  /** As the registry calls it. */
  readonly crate: string;
  /** Where its code runs while cargo builds. */
  readonly runs: 'macro' | 'build script' | 'macro and build script';
  /** The package `app`, whose program prints what the crate has made of what it read. */
  readonly files: Files;
  /** Of every command, in all worktrees. */
  readonly env?: Environment;
  readonly changes: readonly Change[];
}

/** One input that is another one in a second worktree. `input` says in words what was changed. */
export type Change = { readonly input: string } & (
  | { readonly by: 'commit'; readonly files: Edits }
  /** An edit that is in no commit, of files that git tracks, ignores or does not know. */
  | { readonly by: 'edit'; readonly when: 'before warming' | 'after warming'; readonly files: Edits }
  | { readonly by: 'shell'; readonly env: Environment }
  /** The new worktree is on a branch of another name at the same commit. */
  | { readonly by: 'branch' }
  /** The commit that both are at has got a tag since. */
  | { readonly by: 'tag' }
);

/** Path to content; null takes the file away. */
export type Edits = Readonly<Record<string, string | null>>;

interface App {
  /** TOML below `[package]`. */
  readonly fields?: string;
  /** TOML below `[dependencies]` and `[build-dependencies]`. */
  readonly uses?: string;
  readonly builds?: string;
  readonly script?: string;
  readonly main: string;
  readonly files?: Files;
}

/** A package `app` of one program. */
export function app({ fields = '', uses = '', builds = '', script, main, files = {} }: App): Files {
  const tables = ['[package]', 'name = "app"', 'version = "0.1.0"', 'edition = "2021"', fields, '[dependencies]', uses, '[build-dependencies]', builds, '[profile.dev]', 'debug = 0'];
  return {
    'Cargo.toml': `${tables.filter((line) => line !== '').join('\n')}\n`,
    'src/main.rs': `${main.trim()}\n`,
    ...(script === undefined ? {} : { 'build.rs': `${script.trim()}\n` }),
    ...files,
  };
}

/** The change in a commit of the branch, and as an edit that comes between warming and the first build. */
export function bothWays(input: string, files: Edits): Change[] {
  return [committed(input, files), { input, by: 'edit', when: 'after warming', files }];
}

export function committed(input: string, files: Edits): Change {
  return { input, by: 'commit', files };
}

/** What git says of a worktree: each kind of state by itself. */
export function gitStates(): Change[] {
  return [
    { input: 'a new commit', by: 'commit', files: {} },
    { input: 'the branch', by: 'branch' },
    { input: 'a tag', by: 'tag' },
    ...(['before warming', 'after warming'] as const).map((when) => ({ input: 'a dirty worktree', by: 'edit' as const, when, files: { 'NOTES.md': 'edited\n' } })),
  ];
}
