import type { AST } from 'toml-eslint-parser';
import { isDeepStrictEqual } from 'node:util';
import { parse, TomlError } from 'smol-toml';
import { err, ok, type Result } from '../../../system/result.ts';
import { findKey, findTable, keyNames, parseWithPositions, topLevelPairs } from './locate.ts';
import { indentAt, insertLineAfter, lineEnd, lineStart, newlineOf, removeLines } from './lines.ts';

/** A key in a table, as `['build', 'target-dir']`. */
export type KeyPath = readonly [table: string, key: string];

/**
 * `not-toml`: the file is not TOML 1.0 in UTF-8, and stays as it is. `unclear`: the key stands in a way that cannot
 * be edited for sure (`build = 1`, an array of tables).
 */
export type EditProblem = 'not-toml' | 'unclear';

/**
 * Marks the header of a table that was made for our keys, so that it goes with the last of them. A table that was
 * there before stays, though empty.
 */
const MADE_FOR_KEYS = '# added by cargo share';

const BOM = '\uFEFF';

/**
 * The file's bytes with a string, or an array of strings, under a key: only the value's bytes differ where the key was there, else one line
 * or one pair is added. The result has been parsed again and holds what it held, and this value.
 */
export function withKey(bytes: Uint8Array, path: KeyPath, value: string | readonly string[]): Result<Buffer, EditProblem> {
  return edit(bytes, (text, top) => insertOrReplace(text, top, path, value), (values) => {
    const table = values[path[0]];
    return { ...values, [path[0]]: { ...(isTable(table) ? table : {}), [path[1]]: value } };
  });
}

/** The file's bytes without a key; the same bytes where it is not there. Undoes {@link withKey} byte for byte. */
export function withoutKey(bytes: Uint8Array, path: KeyPath): Result<Buffer, EditProblem> {
  return edit(bytes, (text, top) => remove(text, top, path), (values, after) => {
    const table = values[path[0]];
    if (!isTable(table)) return values;
    const { [path[1]]: _gone, ...rest } = table;
    const others = Object.fromEntries(Object.entries(values).filter(([name]) => name !== path[0]));
    // An empty table may go or stay: cargo sees no difference.
    return Object.keys(rest).length === 0 && !(path[0] in after) ? others : { ...values, [path[0]]: rest };
  });
}

type Table = Readonly<Record<string, unknown>>;

function edit(
  bytes: Uint8Array,
  change: (text: string, top: AST.TOMLTopLevelTable) => string | undefined,
  expected: (before: Table, after: Table) => Table,
): Result<Buffer, EditProblem> {
  const decoded = decode(bytes);
  if (decoded === undefined) return err('not-toml');
  const mark = decoded.startsWith(BOM) ? BOM : '';
  const text = decoded.slice(mark.length);
  const top = parseWithPositions(text);
  const before = parseValues(text);
  if (!top.ok || before === undefined) return err('not-toml');
  const changed = change(text, top.value);
  if (changed === undefined) return err('unclear');
  const after = parseValues(changed);
  if (after === undefined || !isDeepStrictEqual(plain(after), plain(expected(before, after)))) return err('unclear');
  return ok(Buffer.from(mark + changed, 'utf8'));
}

function insertOrReplace(text: string, top: AST.TOMLTopLevelTable, path: KeyPath, value: string | readonly string[]): string | undefined {
  const literal = typeof value === 'string' ? quote(value) : `[${value.map(quote).join(', ')}]`;
  const found = findKey(top, path);
  if (found !== undefined) return text.slice(0, found.value[0]) + literal + text.slice(found.value[1]);
  const [tableName, key] = path;
  const table = findTable(top, tableName);
  if (table !== undefined) {
    const last = table.body.at(-1);
    const anchor = last ?? table.key;
    const line = `${indentAt(text, (last ?? table).range[0])}${key} = ${literal}`;
    return insertLineAfter(text, anchor.range[1], line);
  }
  const last = topLevelPairs(top, tableName).at(-1);
  if (last === undefined) return appendTable(text, tableName, `${key} = ${literal}`);
  if (keyNames(last.key).length > 1) {
    return insertLineAfter(text, last.range[1], `${indentAt(text, last.range[0])}${tableName}.${key} = ${literal}`);
  }
  return last.value.type === 'TOMLInlineTable' ? insertInline(text, last.value, `${key} = ${literal}`) : undefined;
}

function insertInline(text: string, table: AST.TOMLInlineTable, pair: string): string {
  const last = table.body.at(-1);
  const at = last === undefined ? table.range[0] + 1 : last.range[1];
  return text.slice(0, at) + (last === undefined ? pair : `, ${pair}`) + text.slice(at);
}

function appendTable(text: string, name: string, line: string): string {
  const newline = newlineOf(text);
  const body = `[${name}] ${MADE_FOR_KEYS}${newline}${line}`;
  if (text === '') return body + newline;
  return text.endsWith('\n') ? text + newline + body + newline : text + newline + newline + body;
}

function remove(text: string, top: AST.TOMLTopLevelTable, path: KeyPath): string | undefined {
  const found = findKey(top, path);
  if (found === undefined) return text;
  const { pair } = found;
  const parent = pair.parent;
  if (parent.type === 'TOMLInlineTable') return removeInline(text, parent, pair);
  const [from, to] = pair.range;
  if (parent.type === 'TOMLTable' && parent.body.length === 1 && isMadeForKeys(text, parent)) {
    const start = lineStart(text, parent.range[0]);
    const blank = text.slice(0, start).replace(/(\r?\n)\r?\n$/, '$1');
    return removeLines(blank + text.slice(start), blank.length, to - (start - blank.length));
  }
  return removeLines(text, from, to);
}

function isMadeForKeys(text: string, table: AST.TOMLTable): boolean {
  return text.slice(table.key.range[1], lineEnd(text, table.key.range[1])).includes(MADE_FOR_KEYS);
}

/** With the comma and the space before it, or, for the first of several, those behind it. */
function removeInline(text: string, table: AST.TOMLInlineTable, pair: AST.TOMLKeyValue): string {
  const index = table.body.indexOf(pair);
  const [previous, next] = [table.body[index - 1], table.body[index + 1]];
  const from = previous === undefined ? pair.range[0] : previous.range[1];
  const to = previous === undefined && next !== undefined ? next.range[0] : pair.range[1];
  return text.slice(0, from) + text.slice(to);
}

/** A basic string: what JSON escapes, TOML reads alike; DEL is TOML's own exception. */
function quote(value: string): string {
  return JSON.stringify(value).replaceAll('\u007F', '\\u007F');
}

function decode(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}

function parseValues(text: string): Table | undefined {
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Without the parser's prototypes, which compare as different. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isTable(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}
