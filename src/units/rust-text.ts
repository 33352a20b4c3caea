/** What a piece of Rust source is, as rustc's lexer cuts it (Rust reference, "Lexical structure"). */
export type PieceKind = 'code' | 'comment' | 'string' | 'raw-string' | 'char';

export interface Piece {
  readonly kind: PieceKind;
  /** As it stands, quotes included. */
  readonly text: string;
  readonly start: number;
}

/** Whatever is not plain code begins here; a lifetime (`'a`) is code. The quotes of characters need the `u` flag. */
const BEGINS =
  /\/\/[^\n]*|\/\*|\b(?:br|cr|r)(#*)"|\b[bc]?"[^"\\]*(?:\\[\s\S][^"\\]*)*"|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'(?:[^'\\\n]|\\(?:u\{[^}\n]*\}|x[0-9a-fA-F]{2}|[^ux]))'/gu;

/** Cuts source text into comments, literals and the code between them; together they are the whole text. */
export function* pieces(source: string): Generator<Piece> {
  const begins = new RegExp(BEGINS);
  let from = 0;
  for (let found = begins.exec(source); found !== null; found = begins.exec(source)) {
    const start = found.index;
    const kind = kindOf(found[0]);
    let end = begins.lastIndex;
    if (kind === 'raw-string') end = afterText(source, `"${found[1] ?? ''}`, end);
    else if (found[0] === '/*') end = afterBlockComment(source, end);
    if (start > from) yield { kind: 'code', text: source.slice(from, start), start: from };
    yield { kind, text: source.slice(start, end), start };
    from = end;
    begins.lastIndex = end;
  }
  if (from < source.length) yield { kind: 'code', text: source.slice(from), start: from };
}

function kindOf(begin: string): PieceKind {
  if (begin.startsWith('/')) return 'comment';
  if (begin.startsWith("'")) return 'char';
  return /^(?:br|cr|r)#*"$/.test(begin) ? 'raw-string' : 'string';
}

function afterText(source: string, text: string, from: number): number {
  const at = source.indexOf(text, from);
  return at === -1 ? source.length : at + text.length;
}

/** Block comments nest. */
function afterBlockComment(source: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 1;
  for (let mark = marks.exec(source); mark !== null; mark = marks.exec(source)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return source.length;
}

/** The source with a blank in the place of each comment. */
export function withoutComments(source: string): string {
  let code = '';
  for (const piece of pieces(source)) code += piece.kind === 'comment' ? ' ' : piece.text;
  return code;
}
