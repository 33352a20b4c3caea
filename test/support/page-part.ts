/** The page with other lines between two comments; `what` stands there, for the message where one is gone. */
export function withPart(page: string, [start, end]: readonly [string, string], what: string, lines: readonly string[]): string {
  const [before, rest] = page.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has lost the comments between which the ${what} stand`);
  return `${before}${start}\n${lines.join('\n').trimEnd()}\n${end}${after}`;
}
