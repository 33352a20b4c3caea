/** JSON as editors write it: with comments and commas behind the last element. Offsets are in UTF-16 units. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
);

export interface JsonMember {
  readonly start: number;
  readonly key: string;
  readonly value: JsonNode;
}

/** Parses a whole text with positions; undefined for what is not JSON. */
export function parseJsonc(text: string): JsonNode | undefined {
  const reader = new Reader(text);
  try {
    const node = reader.value();
    reader.blank();
    return reader.at === text.length ? node : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function valueOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
    case 'array':
      return node.items.map(valueOf);
    case 'scalar':
      return node.value;
  }
}

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonNode {
    this.blank();
    const start = this.at;
    switch (this.#text[start]) {
      case '{':
        return { kind: 'object', start, members: this.#elements('}', () => this.#member()), end: this.at };
      case '[':
        return { kind: 'array', start, items: this.#elements(']', () => this.value()), end: this.at };
      default:
        return { kind: 'scalar', start, value: this.#scalar(), end: this.at };
    }
  }

  /** Skips spaces, line ends and comments. */
  blank(): void {
    for (;;) {
      this.#skip(/[ \t\r\n]*/y);
      if (!this.#skip(/\/\/[^\r\n]*/y) && !this.#skip(/\/\*[^]*?\*\//y)) return;
    }
  }

  #elements<T>(close: string, element: () => T): T[] {
    const found: T[] = [];
    this.at++;
    for (;;) {
      this.blank();
      if (this.#take(close)) return found;
      found.push(element());
      this.blank();
      if (!this.#take(',') && this.#text[this.at] !== close) throw new SyntaxError();
    }
  }

  #member(): JsonMember {
    const start = this.at;
    const key = this.#scalar();
    this.blank();
    if (typeof key !== 'string' || !this.#take(':')) throw new SyntaxError();
    return { start, key, value: this.value() };
  }

  #scalar(): string | number | boolean | null {
    const start = this.at;
    if (!this.#skip(/"(?:[^"\\]|\\.)*"|[-+.\w]+/y)) throw new SyntaxError();
    return JSON.parse(this.#text.slice(start, this.at)) as string | number | boolean | null;
  }

  #take(sign: string): boolean {
    const is = this.#text[this.at] === sign;
    if (is) this.at++;
    return is;
  }

  /** Whether something was there. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    this.at += length;
    return length > 0;
  }
}
