/** What arguments for rustc or a linker may make the linker read. Paths are as written: relative to where rustc runs, or absolute. */
export interface LinkerArguments {
  readonly files: readonly string[];
  /** Those of them that link (`-C linker`). */
  readonly programs: readonly string[];
  /** Files that hold further arguments (`@file`). */
  readonly responses: readonly string[];
  /** Where it looks for libraries and for the files that linker scripts include. */
  readonly directories: readonly string[];
  /** Names of libraries: `answer` for `libanswer.a`. */
  readonly libraries: readonly string[];
}

/** Codegen options of rustc whose values are words (rustc book, "Codegen Options"), and flags that name no file. */
const WORDS =
  /^(?:-C)?(?:target-cpu|target-feature|relocation-model|code-model|opt-level|debuginfo|panic|lto|strip|codegen-units|symbol-mangling-version|linker-flavor|linker-plugin-lto|embed-bitcode|split-debuginfo|force-[\w-]+|instrument-coverage|debug-assertions|overflow-checks|prefer-dynamic|metadata|extra-filename|save-temps|dwarf-version|rpath|soft-float|no-[\w-]+|inline-threshold|default-linker-libraries|link-dead-code|link-self-contained|control-flow-guard|tune-cpu|-?-?cfg|-?-?check-cfg|-?-?cap-lints|-?-?edition|-?-?error-format|-?-?color|-[WADFM])(?:=|$)/;
const NEXT = { '-L': 'directories', '-l': 'libraries', '-T': 'files', '--script': 'files', '-dT': 'files' } as const;

/**
 * Reads rustc's flags (`-L`, `-l`, `-C link-arg`, `-C linker`, as `rustflags` or a build script gives them) and, within
 * them, a linker's own (`-T`, `--script`, `-Wl,`, `@file`). What is not known to be a word counts as a file.
 */
export function linkerArguments(args: readonly string[]): LinkerArguments {
  const found = { files: new Set<string>(), programs: new Set<string>(), responses: new Set<string>(), directories: new Set<string>(), libraries: new Set<string>() };
  let next: keyof LinkerArguments | undefined;
  for (const token of args.flatMap((arg) => arg.split(/[\s,]+/))) {
    const value = token.replace(/^(?:-C|--codegen=)?(?:pre-)?link-args?=/, '');
    if (value === '' || value === '-C' || value === '--codegen' || value === '-Wl' || value === '-Xlinker') continue;
    const program = /^(?:-C|--codegen=)?linker=(.+)$/.exec(value)?.[1];
    if (program !== undefined) found.programs.add(program);
    const into = next;
    next = undefined;
    if (into !== undefined) found[into].add(afterKind(value));
    else if (value in NEXT) next = NEXT[value as keyof typeof NEXT];
    else if (value.startsWith('-L')) found.directories.add(afterKind(value.slice(2)));
    else if (value.startsWith('-l')) found.libraries.add(afterKind(value.slice(2)));
    else if (value.startsWith('-T')) found.files.add(value.slice(2));
    else if (value.startsWith('@')) found.responses.add(value.slice(1));
    else if (!WORDS.test(value) && (!value.startsWith('-') || value.includes('='))) found.files.add(afterKind(value));
  }
  return { files: [...found.files], programs: [...found.programs], responses: [...found.responses], directories: [...found.directories], libraries: [...found.libraries] };
}

/** `native=dir` and `static:+bundle=name` in rustc's manner; the value of any other `key=value`. */
function afterKind(text: string): string {
  return text.slice(text.lastIndexOf('=') + 1);
}
