import { basename } from 'node:path';
import type { ObservedProcess } from '../observer/observed.ts';
import { readText, stat } from '../../system/fs.ts';

/** Shells and interpreters copy their whole environment when they start: which variables their programs use is not seen. */
const READS_ALL = /^(?:sh|dash|bash|zsh|ksh|busybox|fish|g?make|ninja|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|bun|deno|php[\d.]*|tclsh[\d.]*|lua[\d.]*|java|Rscript|julia|pwsh|[gm]?awk|original-awk|jq|env|printenv|envsubst)$/;

export function readsWholeEnvironment({ executable }: ObservedProcess): boolean {
  return READS_ALL.test(basename(executable));
}

/** `env` or `printenv` without a name: what of it counts, whoever reads that decides. */
export function printsWholeEnvironment({ executable, argv }: ObservedProcess): boolean {
  const name = basename(executable);
  return (name === 'env' && argv.slice(1).every((word) => word.startsWith('-') || word.includes('='))) || (name === 'printenv' && argv.slice(1).every((word) => word.startsWith('-')));
}

/** A library of thousands of lines names no variables of a repository's. */
const LONGEST = 256 * 1024;

/**
 * The words that may be variables of the environment in what shells and interpreters were given to do. Words vouch for
 * nothing: each is one more variable that cargo compares.
 */
export function wordsOfShells(processes: readonly ObservedProcess[], directory: string): string[] {
  const texts = textsOf(processes.filter(readsWholeEnvironment), directory);
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)].map(([word]) => word)))].sort();
}

/** What looks through all variables, or takes them as a whole, by the interpreter that does. What is taken for it by mistake is left to cargo. */
const LOOKS_THROUGH: readonly (readonly [program: RegExp, text: RegExp])[] = [
  [/^perl/, /%\{?\s*(?:::)?ENV\b|\*ENV\b/],
  [/awk$/, /\bin\s+ENVIRON\b|\bENVIRON\b(?!\s*\[)|\bSYMTAB\b/],
  [/^python/, /\benvironb?\b(?!\s*(?:\[|\.(?:get|setdefault|pop)\b))/],
  [/^ruby/, /(?<![\w'"])ENV\b(?!\s*(?:\[|\.(?:fetch|key\?|has_key\?|include\?)))/],
  [/^(?:node|bun|deno)$/, /\bprocess\s*\.\s*env\b(?!\s*(?:\?\.|[.[]))|\benv\s*\.\s*toObject\b/],
  [/^(?:busybox|fish|(?:[bdkz]a?)?sh)$/, /\$\{![A-Za-z_]\w*[*@]\}|\bcompgen\b|\b(?:declare|typeset|export|readonly)\s+-[a-z]*p|(?:^|[;&|({`])\s*(?:set|export|declare|typeset)\s*(?:$|[;&|)}<>`])/m],
  [/^g?make$/, /\.VARIABLES\b/],
  [/^jq$/, /\$ENV\b(?!\s*[.[])|(?<![\w.$])env\b(?!\s*[.[])/],
  [/^php/, /\b_ENV\b(?!\s*\[)|\bgetenv\s*\(\s*\)/],
  [/^tclsh/, /\barray\s+\w+\s+(?:::)?env\b/],
];

/** The program that may have looked through all variables of the environment; undefined: none. */
export function looksThroughVariables(processes: readonly ObservedProcess[], directory: string): string | undefined {
  const names = new Set(processes.map(({ executable }) => basename(executable)));
  return [...names].find((name) => {
    const patterns = LOOKS_THROUGH.filter(([program]) => program.test(name));
    const texts = patterns.length === 0 ? [] : textsOf(processes.filter(({ executable }) => basename(executable) === name), directory);
    return texts.some((text) => patterns.some(([, pattern]) => pattern.test(text)));
  });
}

/** The arguments of programs, and the files that they read below `directory`, each once. */
function textsOf(processes: readonly ObservedProcess[], directory: string): string[] {
  const records = processes.flatMap((process) => process.records);
  const paths = new Set(records.flatMap((record) => (record.kind === 'read' && record.errno === 0 && record.path.startsWith(`${directory}/`) ? [record.path] : [])));
  const files = [...paths].map((path) => {
    const found = stat(path);
    return found?.kind === 'file' && found.size <= LONGEST ? (readText(path) ?? '') : '';
  });
  return [...processes.flatMap(({ argv }) => argv), ...files];
}
