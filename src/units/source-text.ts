/**
 * What the text of a crate's sources tells. Each of these may say yes where the truth is no: that costs a
 * rebuild. None may say no where the truth is yes for code that a person would write.
 */
import { pieces, withoutComments } from './rust-text.ts';

/** Names that code must use to look at the file system or the working directory. */
const READS_FILES =
  /\bfs\s*(?:::|!)|::\s*fs\b|[{,]\s*fs\s*(?:as\s+\w+\s*)?[,}]|\b(?:read_dir|try_exists|is_file|is_dir|symlink_metadata|read_link|OpenOptions|libc|memmap2?|rustix|walkdir|glob)\b|\bFile\s*::\s*(?:open|options|create)\b|\.\s*(?:exists|canonicalize)\s*\(|\bcurrent_dir\s*\(|\benv\s*::[^;]*\bcurrent_dir\b/;

/**
 * Variables by which a macro finds the package: whoever names one goes on to read there. In `env!` it is a constant of
 * the crate's own compilation, or code for the macro's user, of which rustc keeps a record.
 */
const FINDS_PACKAGE = /(?<!\benv\s*!\s*[([{]\s*")\b(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR)\b/;

/** The name by which `source` may read files while a macro expands, or `undefined`. */
export function fileReadingName(source: string): string | undefined {
  if (!READS_FILES.test(source) && !FINDS_PACKAGE.test(source) && !RUNS_PROGRAM.test(source)) return undefined;
  return /\w+/.exec(READS_FILES.exec(codeAlone(source))?.[0] ?? '')?.[0] ?? FINDS_PACKAGE.exec(withoutComments(source))?.[0] ?? programRunningName(source);
}

const RUNS_PROGRAM = /\bCommand\b/;
/** The module of `Command`, in a path or in a `use` group. Many crates have a `Command` of their own. */
const NAMES_PROCESS = /::\s*process\b|\bprocess\s*::|[{,]\s*process\s*[,}]/;

/** The name by which `source` may run a program, or `undefined`. */
export function programRunningName(source: string): string | undefined {
  if (!RUNS_PROGRAM.test(source)) return undefined;
  const code = codeAlone(source);
  return NAMES_PROCESS.test(code) ? RUNS_PROGRAM.exec(code)?.[0] : undefined;
}

const SEES_DIRECTORY = /\b(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR|current_dir|current_exe|PWD)\b/;

/** The name by which `source` may learn where the worktree is while a macro expands, or `undefined`. */
export function directoryName(source: string): string | undefined {
  return SEES_DIRECTORY.test(source) ? SEES_DIRECTORY.exec(withoutComments(source))?.[0] : undefined;
}

/** Code without comments, and with nothing between the quotes. */
function codeAlone(source: string): string {
  let code = '';
  for (const { kind, text } of pieces(source)) code += kind === 'code' ? text : kind === 'comment' ? ' ' : '""';
  return code;
}

/**
 * Whether the value of a compile-time variable can reach a program only as the place of an included file: every mention
 * of its name in the crate's sources is the `env!` of an `include!(env!("X"))` or `include!(concat!(env!("X"), "/y"))`
 * (or their string and bytes variants), and there is one: a macro that mentions it for the crate leaves none, and
 * nothing is known of it.
 */
export function onlyIncludes(variable: string, sources: readonly string[]): boolean {
  const name = variable.replace(/[^\w]/g, '\\$&');
  const open = String.raw`\s*!\s*[([{]\s*`;
  const including = new RegExp(`\\binclude(?:_str|_bytes)?${open}(?:concat${open})?env${open}"${name}"`, 'g');
  const naming = new RegExp(`\\b${name}\\b`, 'g');
  let mentions = 0;
  for (const source of sources) {
    if (!source.includes(variable)) continue;
    const named = withoutComments(source).match(naming)?.length ?? 0;
    if (named !== (includingCode(source).match(including)?.length ?? 0)) return false;
    mentions += named;
  }
  return mentions > 0;
}

/** Code in which only plain strings have something between their quotes: code quoted in a raw string includes nothing. */
function includingCode(source: string): string {
  let code = '';
  for (const { kind, text } of pieces(source)) {
    code += kind === 'comment' ? ' ' : kind === 'raw-string' ? 'r""' : text;
  }
  return code;
}
