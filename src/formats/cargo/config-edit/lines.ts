/** Lines of a text with mixed ends; offsets are in UTF-16 units. */

/** The offset behind the line that `offset` is in, its end included; the text's end for a last line without one. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The line end that the text uses first; `\n` where it has none. */
export function newlineOf(text: string): '\n' | '\r\n' {
  return /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
}

/** The spaces and tabs that a line begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/**
 * Puts a line behind the one that `offset` is in. Behind a last line without line end the new one has none either:
 * so {@link removeLines} knows whose the break between them is.
 */
export function insertLineAfter(text: string, offset: number, line: string): string {
  const at = lineEnd(text, offset);
  const newline = newlineOf(text);
  if (at > 0 && text[at - 1] !== '\n') return text + newline + line;
  return text.slice(0, at) + line + newline + text.slice(at);
}

/** Takes whole lines out, from that of `from` to that of `to`; with a last line that has no end, the break before it. */
export function removeLines(text: string, from: number, to: number): string {
  const end = lineEnd(text, to);
  const start = lineStart(text, from);
  const before = text.slice(0, start);
  const ended = end > 0 && text[end - 1] === '\n';
  return (ended ? before : before.replace(/\r?\n$/, '')) + text.slice(end);
}
