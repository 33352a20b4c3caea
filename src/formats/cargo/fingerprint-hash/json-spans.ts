/** A piece of a text: from `start` up to and without `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the values of an object or the elements of an array stand in a JSON text, so that one of them can be
 * replaced and every other byte kept. For the compact JSON that serde_json writes (no white space).
 *
 * @param start index of the opening bracket
 * @returns pairs of key and value span for an object, with `''` as the key for an array; `undefined` where the
 *   text is something else
 */
export function memberSpans(text: string, start: number): (readonly [key: string, value: Span])[] | undefined {
  const close = text[start] === '{' ? '}' : text[start] === '[' ? ']' : undefined;
  if (close === undefined) return undefined;
  const members: (readonly [string, Span])[] = [];
  let at = start + 1;
  if (text[at] === close) return members;
  for (;;) {
    let key = '';
    if (close === '}') {
      const end = text[at] === '"' ? endOfString(text, at) : undefined;
      if (end === undefined || text[end] !== ':') return undefined;
      key = text.slice(at + 1, end - 1);
      at = end + 1;
    }
    const end = endOfValue(text, at);
    if (end === undefined || end === at) return undefined;
    members.push([key, { start: at, end }]);
    if (text[end] === close) return members;
    if (text[end] !== ',') return undefined;
    at = end + 1;
  }
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

/** The index after the value that starts here: the next comma or closing bracket of its own level. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (end === undefined) return undefined;
      at = end;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    if (depth === 0 && (character === ',' || character === '}' || character === ']')) return at;
    if (character === '}' || character === ']') depth -= 1;
    at += 1;
  }
  return undefined;
}
