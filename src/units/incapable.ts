/**
 * Whether code can ask for anything while it runs. The one thing that text may show: code in which none of these names
 * stands can reach no file, variable, program or address, whatever else it does. It is kept coarse, and the observer is
 * held against it: a crate that is called incapable and is seen to ask for anything is a mistake here.
 */
import { pieces } from './rust-text.ts';
import { isComparedVariable } from './variables.ts';

/** What code may ask for, by the first name that shows it. */
export interface Asking {
  readonly name: string;
  /**
   * A word for which a unit waits until it has been observed, even where all files are equal: what it stands for may
   * differ between two worktrees of one commit (their paths, their branches, what a program that is started looks at, a
   * variable of the shell).
   */
  readonly waits: string | null;
  /** It names a call that takes the environment whole: no observation tells what it looks for there. */
  readonly whole?: true;
  /** So does a library from elsewhere, which counts where that call is in the program. */
  readonly takes?: Taking;
}

/** How the standard library hands out the whole environment. It starts programs by the second itself. */
export type Taking = 'vars' | 'vars_os';

/**
 * The modules of the standard library that ask the system, the methods of `Path` that look at the file system without
 * naming one, what a relative path is made absolute by, foreign functions, assembly, and the crates that wrap the system.
 */
const ASKS = new RegExp(
  [
    String.raw`\b(?:fs|process|net|os|time|fd|libc|rustix|nix|winapi)\s*::`,
    String.raw`::\s*(?:fs|process|net|os|time)\b`,
    String.raw`\benv\s*::|::\s*env\b`,
    String.raw`[{,]\s*(?:fs|env|process|net|os|time)\s*(?:as\s+\w+\s*)?[,}]`,
    String.raw`\.\s*(?:exists|try_exists|is_file|is_dir|is_symlink|metadata|symlink_metadata|canonicalize|read_link|read_dir)\s*\(`,
    String.raw`::\s*(?:exists|try_exists|is_file|is_dir|is_symlink|metadata|symlink_metadata|canonicalize|read_link|read_dir)\b`,
    String.raw`\bextern\s*(?:""\s*)?(?:\{|fn\b)`,
    String.raw`\b(?:asm|global_asm|naked_asm)\s*!|\bsyscall\s*\(`,
    String.raw`\b(?:stdin|tracked_env|tracked_path|current_dir|current_exe|absolute)\b`,
  ].join('|'),
);

/**
 * OUT_DIR, what scripts hand on, and the program's own path lead to the worktree, and tell its name; a file's time is that of
 * its checkout.
 */
const WAITS =
  /[Gg]it|GIT|vergen|shadow_rs|\bbuilt\b|\bprocess\b|CARGO_MANIFEST|\bOUT_DIR\b|\bCARGO_(?:TARGET_TMPDIR|RUSTC_CURRENT_DIR)\b|\bLD_LIBRARY_PATH\b|\bDEP_\w+|PWD\b|\benv\s*::\s*args|\bargs(?:_os)?\s*\(\s*\)|\bcurrent_(?:dir|exe)\b|\bcanonicalize\b|\babsolute\b|\blocal_file\b|\bvars(?:_os)?\b|\bmodified\b|mtime\b|\bfiletime\b/;

/** Cheap, and true wherever {@link ASKS} may find something once comments and strings are out of the way. */
const MAY_ASK =
  /\b(?:fs|env|process|net|os|time|fd|libc|rustix|nix|winapi|exists|try_exists|is_file|is_dir|is_symlink|metadata|symlink_metadata|canonicalize|read_link|read_dir|extern|asm|global_asm|naked_asm|syscall|stdin|tracked_env|tracked_path|current_dir|current_exe|absolute)\b/;

/**
 * What the text of one source shows; `undefined`: it can ask for nothing. `way`: where it runs, in a build script or in the
 * compiler. `makesCode`: its strings count as code.
 */
export function askingOf(source: string, way: 'run' | 'expand', makesCode = false): Asking | undefined {
  if (!MAY_ASK.test(source)) return undefined;
  let code = '';
  let spoken = '';
  let named: string | undefined;
  for (const { kind, text } of pieces(source)) {
    // What `env!` names, rustc writes down itself.
    if (kind === 'string' && !code.endsWith('env!(') && isShellVariable(text.slice(1, -1), way)) named ??= text.slice(1, -1);
    code += kind === 'code' || (makesCode && kind !== 'comment') ? text : kind === 'comment' ? ' ' : '""';
    spoken += kind === 'comment' ? ' ' : text;
  }
  const found = ASKS.exec(code)?.[0];
  if (found === undefined) return undefined;
  const variable = NAMES_ENVIRONMENT.test(code) ? (named ?? askedVariable(spoken, way)) : undefined;
  const waits = WAITS.exec(spoken)?.[0] ?? variable;
  return { name: /\w+/.exec(found)?.[0] ?? found, waits: waits?.slice(0, LONGEST) ?? null, ...(WHOLE.test(code) && { whole: true }), ...takingIn(code) };
}

/** Whoever says so for a method of the same name waits for nothing: in the repository itself such words are enough. */
const WHOLE = /\bvars(?:_os)?\s*\(|\benviron\b/;

const TAKES = /\benv\s*::\s*vars(_os)?\b|[{,]\s*vars(_os)?\s*[,}]/g;

function takingIn(code: string): { readonly takes?: Taking } {
  const found = [...code.matchAll(TAKES)];
  if (found.length === 0) return {};
  return { takes: found.some(([, qualified, listed]) => (qualified ?? listed) !== undefined) ? 'vars_os' : 'vars' };
}

const NAMES_ENVIRONMENT = /\benv\b|\bvar(?:_os)?\b/;

/** A question for a variable, with its name where that stands there. */
const VARIABLE = /\benv\s*::\s*var(?:_os)?\b(?:\s*\(\s*"(\w+)")?|\bvar(?:_os)?\s*\(\s*(?:"(\w+)")?/g;

function askedVariable(spoken: string, way: 'run' | 'expand'): string | undefined {
  for (const [, qualified, bare] of spoken.matchAll(VARIABLE)) {
    const name = qualified ?? bare;
    if (name === undefined) return 'env::var';
    if (!name.startsWith('CARGO_PKG_') && isComparedVariable(name, way)) return name;
  }
  return undefined;
}

/** The manifest's own are the same in all worktrees of one commit. */
function isShellVariable(text: string, way: 'run' | 'expand'): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(text) && !text.startsWith('CARGO_PKG_') && isComparedVariable(text, way);
}

const LONGEST = 20;
