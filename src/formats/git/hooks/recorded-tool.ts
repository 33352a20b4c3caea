/** The command, quoted for a shell, by which a block starts the tool where PATH does not have it. */
export function recordedTool(block: string): string | undefined {
  return /126 \| 127\) (?:nice )?('(?:[^']|'\\'')*' '(?:[^']|'\\'')*') hook /.exec(block)?.[1];
}
