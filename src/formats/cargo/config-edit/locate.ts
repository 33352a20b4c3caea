import { parseTOML, type AST } from 'toml-eslint-parser';
import { err, ok, type Result } from '../../../system/result.ts';

/** Where a key's value stands: offsets in UTF-16 units. */
export interface FoundKey {
  /** The value alone, quotes included. */
  readonly value: Range;
  readonly pair: AST.TOMLKeyValue;
}

export type Range = readonly [number, number];

/** Parses TOML 1.0 with positions; an error for what is not TOML. `text` has no byte order mark. */
export function parseWithPositions(text: string): Result<AST.TOMLTopLevelTable, 'not-toml'> {
  try {
    const top = parseTOML(text).body[0];
    return top === undefined ? err('not-toml') : ok(top);
  } catch (error) {
    // The parser's own error class, which it does not export, is a SyntaxError.
    if (error instanceof SyntaxError) return err('not-toml');
    throw error;
  }
}

/** Finds a key by its full path, written in any of TOML's ways: under a header, dotted, in inline tables. */
export function findKey(top: AST.TOMLTopLevelTable, path: readonly string[]): FoundKey | undefined {
  for (const { prefix, pair } of pairsOf(top)) {
    const found = findIn(pair, prefix, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findIn(pair: AST.TOMLKeyValue, prefix: readonly string[], path: readonly string[]): FoundKey | undefined {
  const full = [...prefix, ...keyNames(pair.key)];
  if (!startsWith(path, full)) return undefined;
  if (full.length === path.length) return { value: pair.value.range, pair };
  if (pair.value.type !== 'TOMLInlineTable') return undefined;
  for (const inner of pair.value.body) {
    const found = findIn(inner, full, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The key-value pairs outside of inline tables and arrays, each with the header that it stands under. */
function* pairsOf(top: AST.TOMLTopLevelTable): Generator<{ prefix: readonly string[]; pair: AST.TOMLKeyValue }> {
  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') yield { prefix: [], pair: node };
    else if (node.kind === 'standard') for (const pair of node.body) yield { prefix: keyNames(node.key), pair };
  }
}

/** The table `[name]` of its own. */
export function findTable(top: AST.TOMLTopLevelTable, name: string): AST.TOMLTable | undefined {
  return top.body.find(
    (node): node is AST.TOMLTable =>
      node.type === 'TOMLTable' && node.kind === 'standard' && isJust(keyNames(node.key), name),
  );
}

/** Pairs before the first header whose key begins with `name`: `name = { … }` or `name.other = …`. */
export function topLevelPairs(top: AST.TOMLTopLevelTable, name: string): AST.TOMLKeyValue[] {
  return top.body.filter(
    (node): node is AST.TOMLKeyValue => node.type === 'TOMLKeyValue' && keyNames(node.key)[0] === name,
  );
}

export function keyNames(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function isJust(names: readonly string[], name: string): boolean {
  return names.length === 1 && names[0] === name;
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => path[index] === part);
}
