/** What rustc's `.d` file says of one compilation. */
export interface RustcDepInfo {
  /** What rustc wrote (the `.d` itself first), as absolute as rustc was told them; spaces as they are. */
  readonly outputs: readonly string[];
  /** Source and included files, each once, in rustc's order: relative to the workspace root, or absolute. */
  readonly inputs: readonly string[];
  /** Variables read at compile time (`env!`, `option_env!`, tracked ones); `null`: not set. */
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
}

/**
 * Reads rustc's dep-info (`write_out_deps` in rustc's `rustc_interface/src/passes.rs`): one `output: inputs` line
 * for each output, each followed by an empty line; then one `input:` line for each input; then `# env-dep:` lines.
 * Inputs have spaces escaped, outputs have not (seen with rustc 1.95).
 *
 * Inputs are taken from the block of `input:` lines, where a path is alone on its line.
 */
export function parseRustcDepInfo(text: string): RustcDepInfo {
  const outputs: string[] = [];
  const inputs = new Set<string>();
  const env: { name: string; value: string | null }[] = [];
  let firstTargetInputs: string | undefined;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    if (line.startsWith('#')) {
      if (line.startsWith(ENV_DEP)) env.push(parseEnv(line.slice(ENV_DEP.length)));
      continue;
    }
    const colon = line.indexOf(': ');
    const isTarget = colon >= 0 && inputs.size === 0 && lines[index + 1] === '';
    if (isTarget) {
      outputs.push(line.slice(0, colon));
      firstTargetInputs ??= line.slice(colon + 2);
    } else if (line.endsWith(':')) {
      inputs.add(unescapePath(line.slice(0, -1)));
    }
  }
  if (inputs.size === 0 && firstTargetInputs !== undefined) {
    for (const path of firstTargetInputs.split(UNESCAPED_SPACE)) if (path !== '') inputs.add(unescapePath(path));
  }
  return { outputs, inputs: [...inputs], env };
}

/** Only the outputs of {@link parseRustcDepInfo}, without looking at the inputs (there may be thousands). */
export function rustcOutputs(text: string): string[] {
  const outputs: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const colon = text.indexOf(': ', start);
    if (end < 0 || colon < 0 || colon > end || text[end + 1] !== '\n' || text[start] === '#') break;
    outputs.push(text.slice(start, colon));
    start = end + 2;
  }
  return outputs;
}

const ENV_DEP = '# env-dep:';
const UNESCAPED_SPACE = /(?<!\\) /;

function unescapePath(path: string): string {
  return path.includes('\\ ') ? path.replaceAll('\\ ', ' ') : path;
}

function parseEnv(text: string): { name: string; value: string | null } {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: unescapeEnv(text), value: null };
  return { name: unescapeEnv(text.slice(0, equals)), value: unescapeEnv(text.slice(equals + 1)) };
}

/** rustc's `escape_dep_env`: newline, carriage return and backslash. */
function unescapeEnv(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c));
}
