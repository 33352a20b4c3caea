/**
 * What of `output-*`, the compiler's standard error as cargo records and replays it, speaks of the unit: rustc's own
 * messages, one JSON object a line. Other lines are of the shell that built it, as what the system's loader says of its
 * `LD_PRELOAD`, a wrapper's words, `RUSTC_LOG`. So is what rustc hands on from the linker under a lint of its own
 * (`linker_messages` warns by default after 1.95, `linker_info`).
 */
export function compilerMessages(recorded: Buffer): Buffer {
  const lines = recorded.toString('latin1').split(/(?<=\n)/);
  const own = lines.filter((line) => line.startsWith('{') && !LINKER_LINTS.has(lintOf(line)));
  return own.length === lines.length ? recorded : Buffer.from(own.join(''), 'latin1');
}

const LINKER_LINTS: ReadonlySet<unknown> = new Set(['linker_messages', 'linker_info']);

function lintOf(line: string): unknown {
  // Most messages name no linker, and some hold a whole macro's expansion.
  if (!line.includes('linker_')) return undefined;
  try {
    return (JSON.parse(line) as { readonly code?: { readonly code?: unknown } | null }).code?.code;
  } catch {
    return undefined;
  }
}
