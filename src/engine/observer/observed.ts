/**
 * What the observer (`native/observer`) saw: a record for each thing that a process asked the system for. Paths are
 * absolute and as they were asked for: links and `..` are in them. An errno of 0 is success.
 */

/** Who asked. In a compiler a macro is known by its library; `unknown` there is to be taken for a macro. */
export type Caller = 'program' | { readonly library: string } | 'unknown';

/**
 * `read` opened to be read; `list` a directory's entries; `look` its kind, size, time or rights; `link` where it leads;
 * `write` made, changed or removed, also without success.
 */
export type AccessKind = 'read' | 'list' | 'look' | 'link' | 'write';

export type ObservedRecord = { readonly by: Caller } & (
  | { readonly kind: AccessKind; readonly path: string; readonly errno: number; readonly call: string }
  /** A write outside the writable directories (a path), or a use of the network (`inet …`), that was refused. */
  | { readonly kind: 'denied'; readonly path: string; readonly call: string }
  /** As it was when the process began, whatever it has set since; `null`: it was not set. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: string | null }
  /** A program without a slash was looked up in PATH. `number`: which of the file's starts it is. */
  | { readonly kind: 'run'; readonly program: string; readonly argv: readonly string[]; readonly number: number }
  /** A library that was asked for while running, there or not; without a slash it is looked up by the loader. */
  | { readonly kind: 'load'; readonly path: string }
  /** `inet ADDRESS PORT`, `unix PATH`, or `name HOST` for a host that is looked up. */
  | { readonly kind: 'network'; readonly address: string }
  | { readonly kind: 'time' }
);

/** A program from its start to its end, with the children of `fork` that ran no other. */
export interface ObservedProcess {
  /** The name of its file in the directory of logs. */
  readonly file: string;
  /** The file of the process that started it; that one may be in another directory. `undefined`: not observed. */
  readonly parent: string | undefined;
  /** Which of the parent's starts it is: the `number` of a `run` there. */
  readonly start: number | undefined;
  readonly pid: number;
  readonly executable: string;
  readonly cwd: string;
  readonly outDir: string | undefined;
  readonly argv: readonly string[];
  /** False where records are missing or cannot be read. */
  readonly complete: boolean;
  readonly records: readonly ObservedRecord[];
}

/**
 * Calls of libc that walk on by themselves, unseen: a `list` by one of these stands for the whole tree below its path.
 */
export const WALKING_CALLS: ReadonlySet<string> = new Set(['glob', 'wordexp', 'ftw', 'ftw64', 'nftw', 'nftw64', 'fts_open']);

/**
 * A `list` of a directory that cargo names to the dynamic linker (`LD_LIBRARY_PATH`) and that is built in: it was shown as an
 * empty one, or as another one.
 */
export const SHOWN_OTHER = 'opendir-other';

/** A program that was started by an observed one and left no record: it is linked statically, or may not be observed. */
export interface UnseenProgram {
  /** The file of the process that started it. */
  readonly file: string;
  readonly by: Caller;
  readonly program: string;
  readonly argv: readonly string[];
}

/** Tries that failed are no starts: in a search of PATH all but the last one are `look`s. */
export function unseenPrograms(processes: readonly ObservedProcess[]): UnseenProgram[] {
  const seen = new Set(processes.map(({ parent, start }) => `${parent}:${start}`));
  return processes.flatMap(({ file, records }) =>
    records.flatMap((record) =>
      record.kind === 'run' && !seen.has(`${file}:${record.number}`)
        ? [{ file, by: record.by, program: record.program, argv: record.argv }]
        : [],
    ),
  );
}
