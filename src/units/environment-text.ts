/** What the text of a build script or macro, and of the libraries in it, tells about the variables that it asks for. */
import { pieces } from './rust-text.ts';

/**
 * Where code may ask for a variable: `env::var("X")` and its like; their names in a `use`, or passed on as functions;
 * what lists them all; what asks the C library.
 */
const ASKS = /\benv\s*::\s*(?:\{[^}]*\}|\*|\w+)\s*(\()?|\benv\s+as\b|\bgetenv\b/g;
const ASKING = /\b(?:var|var_os|vars|vars_os)\b|\*/;

/** Set by cargo for each process of a package; the configuration does not change them (`apply_env_config`, cargo 1.95). */
const OF_CARGO = /^CARGO_(?:PKG_|MANIFEST_|CRATE_)/;

/** The variables that `source` asks for while it runs, cargo's own left out; `any` where a name is not a literal. */
export function askedVariables(source: string): ReadonlySet<string> | 'any' {
  const names = new Set<string>();
  if (!/\benv\b|\bgetenv\b/.test(source)) return names;
  let code = '';
  const literals: string[] = [];
  for (const { kind, text } of pieces(source)) {
    if (kind === 'comment') code += ' ';
    else if (kind === 'code') code += text;
    else code += `"${literals.push(kind === 'string' ? text : '') - 1}"`;
  }
  for (const found of code.matchAll(ASKS)) {
    if (found[0].includes('::') && !ASKING.test(found[0])) continue;
    const literal = found[1] === undefined ? undefined : /^\s*"(\d+)"\s*[,)]/.exec(code.slice(found.index + found[0].length))?.[1];
    const name = literal === undefined ? undefined : /^"([^"\\]*)"$/.exec(literals[Number(literal)] ?? '')?.[1];
    if (name === undefined) return 'any';
    if (!OF_CARGO.test(name)) names.add(name);
  }
  return names;
}
