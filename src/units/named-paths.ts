/**
 * Paths that source text names. A macro that reads a file has its path from somewhere: from its own text, or from the
 * text that invokes it. What has neither is looked for as {@link wanderingName}.
 */
import { pieces, stringValue, stringValues } from './rust-text.ts';

/** Letters of paths, patterns and format strings. */
const PATH_LETTERS = /^[\w@.+\-/*{}?$~[\]]{1,150}$|^[\w@.+\-/ ]*\/[\w@.+\-/ ]*$/;
const LOOKS_LIKE_PATH = /[/.]/;
const WORD = /^[\w-]+$/;

interface Fixed {
  readonly path: string;
  /** Whether it cannot be a bare word that means something else. */
  readonly isPath: boolean;
}

/** The fixed part of a path pattern or format string: `a/b` of `a/b/{}.txt`; `undefined` where nothing is fixed. */
function fixedPart(value: string): Fixed | undefined {
  if (!PATH_LETTERS.test(value)) return undefined;
  const open = value.search(/[*{?[$]/);
  const fixed = open === -1 ? value : value.slice(0, value.lastIndexOf('/', open) + 1);
  const path = fixed.replace(/^\/(?=.*[{$])/, '').replace(/(?<=.)\/+$/, '');
  if (path === '' || path === '/' || /^[\d.]*\d$/.test(path)) return undefined;
  return { path, isPath: LOOKS_LIKE_PATH.test(fixed) };
}

/** `base.join("x")`, `Path::new("x")`, `fs::read("x")`, `const X: &str = "x"`: here a bare word may be a path. */
const TAKES_PATH = /(?:\.\s*(?:join|push)|\bPath(?:Buf)?\s*::\s*(?:new|from)|\bFile\s*::\s*open|\bfs\s*::\s*\w+|\bread\w*)\s*\(\s*&?\s*$|(?<!\bfeature\s*)=\s*&?\s*$/;

/** The paths that code which reads files names in its own text. */
export function namedPaths(source: string): Set<string> {
  const found = new Set<string>();
  let before = '';
  for (const piece of pieces(source)) {
    if (piece.kind === 'string' || piece.kind === 'raw-string') {
      const fixed = fixedPart(stringValue(piece));
      if (fixed?.isPath === true || (fixed !== undefined && WORD.test(fixed.path) && TAKES_PATH.test(before))) found.add(fixed.path);
    }
    if (piece.kind !== 'comment') before = piece.text;
  }
  return found;
}

/** Macros of the standard library whose words are for people, or whose files rustc records. */
const SPEAKS =
  /^(?:e?print(?:ln)?|format|format_args|panic|write(?:ln)?|(?:debug_)?assert(?:_eq|_ne)?|vec|matches|todo|unimplemented|unreachable|include(?:_str|_bytes)?|env|option_env|cfg|dbg|doc|allow|expect|warn|deny|must_use|deprecated|serde)$/;

const MARKS = /#!?\s*\[\s*(\w*)|\bmacro_rules\s*!\s*\w+\s*[([{]|(\w+)\s*!\s*[([{]|[()[\]{}]/g;

/** The paths, and words that may be paths, in the attributes and macro invocations of `source`. */
export function invocationPaths(source: string): Set<string> {
  const found = new Set<string>();
  /** For each open bracket, whether it is inside an invocation. */
  const open: boolean[] = [];
  for (const piece of pieces(source)) {
    if (piece.kind === 'code') {
      for (const mark of piece.text.matchAll(MARKS)) {
        const [text, attribute, macro] = mark;
        if (/^[)\]}]$/.test(text)) open.pop();
        else if (text.length === 1) open.push(open.at(-1) ?? false);
        else open.push(open.at(-1) === true || !SPEAKS.test(attribute ?? macro ?? ''));
      }
    } else if (open.at(-1) === true && (piece.kind === 'string' || piece.kind === 'raw-string')) {
      const fixed = fixedPart(stringValue(piece));
      if (fixed !== undefined) found.add(fixed.path);
    }
  }
  return found;
}

const LISTS = /\b(?:read_dir|walkdir|WalkDir|WalkBuilder|glob)\b/;
const GOES_UP = /\.\s*parent\s*\(|\.\s*ancestors\s*\(|\bcurrent_dir\s*\(|\bCARGO_WORKSPACE_DIR\b|\bworkspace_root\b/;

/** The name by which a source may list directories, or `undefined`. */
export function listingName(source: string): string | undefined {
  return LISTS.exec(source)?.[0];
}

/**
 * The name by which a crate with these sources may look for files where no text names them: it lists directories, and
 * does not stay below those that it is given.
 */
export function wanderingName(sources: readonly string[]): string | undefined {
  const lists = sources.map(listingName).find((name) => name !== undefined);
  if (lists === undefined) return undefined;
  return sources.some((source) => GOES_UP.test(source) || goesUpByText(source)) ? lists : undefined;
}

function goesUpByText(source: string): boolean {
  if (!source.includes('"..') && !source.includes('/..') && !source.includes('"."')) return false;
  for (const value of stringValues(source)) if (/^(?:\.|\.\.|\.\.\/.*|.*\/\.\.(?:\/.*)?)$/.test(value)) return true;
  return false;
}
