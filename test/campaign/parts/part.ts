import type { Files } from '../../rig/rig.ts';
import type { TreeView } from '../tree.ts';

/** What a build sees beside the files of the workspace. */
export interface Here {
  readonly tree: TreeView;
  /** The commit that HEAD is. */
  readonly commit: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: 'debug' | 'release';
  /** Whether libraries that are loaded at run time are looked at. */
  readonly libraries: boolean;
  /** The value that the git package holds at a revision. */
  readonly gitValue: (revision: string) => string;
}

/** Probe to what it must show. `undefined` for a whole tree means that a scratch build fails. */
export type Probes = Readonly<Record<string, string>>;

/** A file that may come and go; it too holds a value, in a line of its own unless `text` says how. */
export interface Extra {
  readonly path: string;
  readonly text?: (value: string) => string;
}

/** A module that may have either name. */
export interface Module {
  readonly directory: string;
  readonly names: readonly [string, string];
  /** The file that declares and uses it. */
  readonly declaredIn: string;
}

/** A piece of the workspace under test with its own model. Paths are relative to the workspace root. */
export interface Part {
  readonly name: string;
  /** `gitUrl` is the repository of the git packages. */
  readonly files: (gitUrl: string) => Files;
  readonly members: readonly string[];
  /** Lines for app's `[dependencies]`. */
  readonly dependencies: string;
  /** Rust statements that print this part's probes. */
  readonly main: string;
  /** What a scratch build prints: a function of the tree and of nothing that was built before. */
  readonly expect: (here: Here) => Probes;
  /** Files that hold a `value-N` which reaches the program. */
  readonly slots: readonly string[];
  readonly extras?: readonly Extra[];
  /** A module that may be `X.rs`, `X/mod.rs`, both (an error) or neither. */
  readonly module?: Module;
  /** Two directories that can be exchanged by renaming, and a link that points to one of them. */
  readonly exchange?: { readonly directories: readonly [string, string]; readonly link: string };
  /** Package with a unit test that prints probes. */
  readonly tested?: string;
  /** Lines for `.cargo/config.toml`, which git tracks. */
  readonly config?: string;
  /** Lines for the root manifest. */
  readonly root?: (gitUrl: string) => string;
  /** Only in histories that name it: with cargo alone as well, some do not build. */
  readonly onlyNamed?: boolean;
  /** The workspace must lie in a folder of the repository. */
  readonly needsNesting?: boolean;
}

/** A library's manifest. */
export function library(name: string, o: { readonly fields?: string; readonly rest?: string; readonly version?: string } = {}): string {
  return `[package]\nname = "${name}"\nversion = "${o.version ?? '0.1.0'}"\nedition = "2021"\n${o.fields ?? ''}\n[lib]\ndoctest = false\n${o.rest ?? ''}`;
}

/** A dependency on a member in `crates/`. */
export function member(name: string): string {
  return `${name} = { path = "../crates/${name}" }\n`;
}

/** A statement that prints one probe. */
export function show(probe: string, expression: string): string {
  return `    println!("probe ${probe}={}", ${expression});\n`;
}
