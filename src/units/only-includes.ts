import { pieces, withoutComments } from './rust-text.ts';

/**
 * Whether the value of a compile-time variable can reach a program only as the place of an included file: every mention
 * of its name in the crate's sources is the `env!` of an `include!(env!("X"))` or `include!(concat!(env!("X"), "/y"))`
 * (or their string and bytes variants), and there is one: a macro that mentions it for the crate leaves none, and
 * nothing is known of it.
 */
export function onlyIncludes(variable: string, sources: readonly string[]): boolean {
  const name = variable.replace(/[^\w]/g, '\\$&');
  const open = String.raw`\s*!\s*[([{]\s*`;
  const including = new RegExp(`\\binclude(?:_str|_bytes)?${open}(?:concat${open})?env${open}"${name}"`, 'g');
  const naming = new RegExp(`\\b${name}\\b`, 'g');
  let mentions = 0;
  for (const source of sources) {
    if (!source.includes(variable)) continue;
    const named = withoutComments(source).match(naming)?.length ?? 0;
    if (named !== (includingCode(source).match(including)?.length ?? 0)) return false;
    mentions += named;
  }
  return mentions > 0;
}

/** Code in which only plain strings have something between their quotes: code quoted in a raw string includes nothing. */
function includingCode(source: string): string {
  let code = '';
  for (const { kind, text } of pieces(source)) {
    code += kind === 'comment' ? ' ' : kind === 'raw-string' ? 'r""' : text;
  }
  return code;
}
