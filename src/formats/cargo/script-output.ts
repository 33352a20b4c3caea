/** The directives that a build script printed. */
export interface ScriptOutput {
  /** As printed: relative to the package's root, or absolute. */
  readonly rerunIfChanged: readonly string[];
  readonly rerunIfEnvChanged: readonly string[];
  /** Every other directive line, as printed but trimmed. Lines without `cargo:` are not directives. */
  readonly other: readonly string[];
}

/**
 * Reads what cargo reads from a build script's stored output (`BuildOutput::parse` in cargo's
 * `core/compiler/custom_build.rs`): lines that begin with `cargo::` or `cargo:` once trimmed.
 * `rerun-if-changed` and `rerun-if-env-changed` mean the same with either prefix (seen with cargo 1.95).
 */
export function parseScriptOutput(text: string): ScriptOutput {
  const rerunIfChanged: string[] = [];
  const rerunIfEnvChanged: string[] = [];
  const other: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (!line.startsWith('cargo:')) continue;
    const directive = line.startsWith('cargo::') ? line.slice('cargo::'.length) : line.slice('cargo:'.length);
    if (directive.startsWith(CHANGED)) rerunIfChanged.push(directive.slice(CHANGED.length));
    else if (directive.startsWith(ENV_CHANGED)) rerunIfEnvChanged.push(directive.slice(ENV_CHANGED.length));
    else other.push(line);
  }
  return { rerunIfChanged, rerunIfEnvChanged, other };
}

const CHANGED = 'rerun-if-changed=';
const ENV_CHANGED = 'rerun-if-env-changed=';
