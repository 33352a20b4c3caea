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
 * The words that may be variables of the environment in what shells and interpreters were given to do: their arguments,
 * and the files that they read below `directory`. Words vouch for nothing: each is one more variable that cargo compares.
 */
export function wordsOfShells(processes: readonly ObservedProcess[], directory: string): string[] {
  const words = new Set<string>();
  const paths = new Set<string>();
  for (const process of processes) {
    if (!readsWholeEnvironment(process)) continue;
    for (const text of process.argv) addWords(text, words);
    for (const record of process.records) if (record.kind === 'read' && record.errno === 0 && record.path.startsWith(`${directory}/`)) paths.add(record.path);
  }
  for (const path of paths) {
    const found = stat(path);
    if (found?.kind === 'file' && found.size <= LONGEST) addWords(readText(path) ?? '', words);
  }
  return [...words].sort();
}

function addWords(text: string, words: Set<string>): void {
  for (const [word] of text.matchAll(/\b[A-Z][A-Z0-9_]+\b/g)) words.add(word);
}
