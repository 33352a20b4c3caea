import { isDeepStrictEqual } from 'node:util';
import { indentAt, newlineOf } from '../../../formats/cargo/config-edit/lines.ts';
import { parseJsonc, valueOf, type JsonNode } from './jsonc.ts';

/** The value that a JSON text holds; undefined for what is not JSON. */
export function jsonValue(text: string): unknown {
  const root = parseJsonc(text);
  return root === undefined ? undefined : valueOf(root);
}

/**
 * The text with one more element at the end of the array at `path`, or with a string there; what is missing on the way
 * is made. Comments and all other bytes stay. Undefined where something else stands in the way. What comes out has been
 * parsed again, and holds what it held and this.
 */
export function withJson(text: string, path: readonly string[], last: { readonly append: unknown } | { readonly set: string }): string | undefined {
  const root = parseJsonc(text);
  if (root === undefined) return undefined;
  const changed = change(text, root, path, last);
  const after = changed === undefined ? undefined : parseJsonc(changed);
  const wanted = expected(valueOf(root), path, last);
  return after !== undefined && isDeepStrictEqual(valueOf(after), wanted) ? changed : undefined;
}

type Last = Parameters<typeof withJson>[2];

function change(text: string, root: JsonNode, path: readonly string[], last: Last): string | undefined {
  let node = root;
  for (const [index, key] of path.entries()) {
    if (node.kind !== 'object') return undefined;
    const member = node.members.find((one) => one.key === key);
    if (member === undefined) return insert(text, node, { key, value: made(path.slice(index + 1), last) });
    node = member.value;
  }
  if ('append' in last) return node.kind === 'array' ? insert(text, node, { value: last.append }) : undefined;
  const isString = node.kind === 'scalar' && typeof node.value === 'string';
  return isString ? text.slice(0, node.start) + JSON.stringify(last.set) + text.slice(node.end) : undefined;
}

function made(path: readonly string[], last: Last): unknown {
  const inner: unknown = 'append' in last ? [last.append] : last.set;
  return path.reduceRight<unknown>((value, key) => ({ [key]: value }), inner);
}

function expected(value: unknown, path: readonly string[], last: Last): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return 'append' in last ? [...(Array.isArray(value) ? (value as unknown[]) : []), last.append] : last.set;
  const object = (value ?? {}) as Record<string, unknown>;
  return { ...object, [key]: expected(object[key], rest, last) };
}

/** Puts an element behind the last one, laid out as its neighbours are. */
function insert(text: string, parent: Exclude<JsonNode, { kind: 'scalar' }>, piece: { key?: string; value: unknown }): string {
  const elements = parent.kind === 'object' ? parent.members.map((member) => ({ start: member.start, end: member.value.end })) : parent.items;
  const newline = newlineOf(text);
  const outer = indentAt(text, parent.start);
  const last = elements.at(-1);
  const unit = unitOf(text);
  if (last === undefined) {
    const inside = text.slice(parent.start + 1, parent.end - 1);
    const rest = inside.trim() === '' ? newline + outer : inside;
    return text.slice(0, parent.start + 1) + newline + outer + unit + written(piece, outer + unit) + rest + text.slice(parent.end - 1);
  }
  const ownLine = text.slice(parent.start, last.start).includes('\n');
  const between = ownLine ? newline + indentAt(text, last.start) : ' ';
  const addition = ownLine ? written(piece, indentAt(text, last.start)) : written(piece, undefined);
  const comma = trailingComma(text, last.end);
  if (comma !== undefined) return `${text.slice(0, comma + 1)}${between}${addition},${text.slice(comma + 1)}`;
  return `${text.slice(0, last.end)},${between}${addition}${text.slice(last.end)}`;

  function written({ key, value }: typeof piece, indent: string | undefined): string {
    const lines = indent === undefined ? JSON.stringify(value) : JSON.stringify(value, null, unit).replaceAll('\n', newline + indent);
    return key === undefined ? lines : `${JSON.stringify(key)}: ${lines}`;
  }
}

/** How the file indents; two spaces where it does not. */
function unitOf(text: string): string {
  return /^[ \t]+(?=["{[])/m.exec(text)?.[0] ?? '  ';
}

/** Where the comma behind the last element stands, comments between them skipped. */
function trailingComma(text: string, end: number): number | undefined {
  const blank = /(?:[ \t\r\n]|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y;
  blank.lastIndex = end;
  const at = end + (blank.exec(text)?.[0].length ?? 0);
  return text[at] === ',' ? at : undefined;
}
