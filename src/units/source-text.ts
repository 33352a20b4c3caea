/**
 * What the text of a crate's sources tells. Each of these may say yes where the truth is no: that costs a
 * rebuild. None may say no where the truth is yes for code that a person would write.
 */

/**
 * Rust source without comments. A comment is cut only where no string can have begun on its line before it,
 * and a line comment only where none ends after it: `"src/*"` and `"https://…"` must not hide the code behind them.
 */
function withoutComments(source: string): string {
  return source.replace(/(?<=^[^"\n]*)\/\*[\s\S]*?\*\//gm, ' ').replace(/(?<!["':])\/\/[^"\n]*$/gm, ' ');
}

/** Names that code must use to look at the file system or the working directory, or to run a program. */
const READS_FILES =
  /\b(?:fs|read_dir|read_to_string|canonicalize|try_exists|is_file|is_dir|symlink_metadata|read_link|current_dir|CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR|Command|OpenOptions|libc|memmap2?|rustix|walkdir|glob)\b|\bFile\s*::\s*(?:open|options|create)\b|\.exists\s*\(/;

/** The name by which `source` may read files while a macro expands, or `undefined`. */
export function fileReadingName(source: string): string | undefined {
  return READS_FILES.test(source) ? READS_FILES.exec(withoutComments(source))?.[0] : undefined;
}

const SEES_DIRECTORY = /\b(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR|current_dir|current_exe|PWD)\b/;

/** The name by which `source` may learn where the worktree is while a macro expands, or `undefined`. */
export function directoryName(source: string): string | undefined {
  return SEES_DIRECTORY.test(source) ? SEES_DIRECTORY.exec(withoutComments(source))?.[0] : undefined;
}

const READS_GIT = /\b(?:git|git2|gix|shadow_rs|git_version|git_testament)\b|\bvergen|\bbuilt\s*::|\bGIT_[A-Z_]+|\.git\b/;

/** The word by which a build script's source may look at the state of git, or `undefined`. */
export function gitReadingName(source: string): string | undefined {
  return READS_GIT.test(source) ? READS_GIT.exec(withoutComments(source))?.[0] : undefined;
}

const GIT_PACKAGES = /^(?:git2|libgit2-sys|gix|vergen|shadow-rs|built|git-version|git-testament)(?:$|-)/;

/** Whether a build script that uses this package may look at the state of git. */
export function isGitPackage(packageName: string): boolean {
  return GIT_PACKAGES.test(packageName);
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
    const code = withoutComments(source);
    const named = code.match(naming)?.length ?? 0;
    if (named !== (code.match(including)?.length ?? 0)) return false;
    mentions += named;
  }
  return mentions > 0;
}
