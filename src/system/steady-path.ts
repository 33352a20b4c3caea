import { realpath } from './fs.ts';

/** Homebrew keeps a program below its version, which an upgrade deletes; `opt/<formula>` is a link to the one in use. */
const IN_CELLAR = /^(.+)\/Cellar\/([^/]+)\/[^/]+\/(.+)$/;

/** A path of a program that outlives its next upgrade, where one leads to it now; else the path itself. */
export function steadyPath(path: string): string {
  const [, prefix, formula, rest] = IN_CELLAR.exec(path) ?? [];
  const steady = `${prefix}/opt/${formula}/${rest}`;
  return prefix !== undefined && realpath(steady) === realpath(path) ? steady : path;
}
