import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a workspace as the model reads them. Paths are relative to its root. */
export interface TreeView {
  readonly root: string;
  readonly read: (path: string) => string;
  readonly has: (path: string) => boolean;
  /** Names in a directory, sorted; none where it is missing. */
  readonly list: (path: string) => readonly string[];
  /** The first `value-N` of a file. */
  readonly value: (path: string) => string;
}

/** What a scratch build of this tree would not survive. */
export class Unbuildable extends Error {}

const VALUE = /value-\d+/;

/** The first value in a text. */
export function valueIn(text: string): string | undefined {
  return VALUE.exec(text)?.[0];
}

/** `text` with its first value replaced. */
export function withValue(text: string, value: number): string {
  return text.replace(VALUE, `value-${value}`);
}

/** Looks at the workspace at `root`. */
export function viewTree(root: string): TreeView {
  const read = (path: string): string => {
    const at = join(root, path);
    if (!existsSync(at)) throw new Unbuildable(`${path} is missing`);
    return readFileSync(at, 'utf8');
  };
  return {
    root,
    read,
    has: (path) => existsSync(join(root, path)),
    list: (path) => (existsSync(join(root, path)) ? readdirSync(join(root, path)).sort() : []),
    value: (path) => {
      const value = valueIn(read(path));
      if (value === undefined) throw new Error(`the model finds no value in ${path}`);
      return value;
    },
  };
}
