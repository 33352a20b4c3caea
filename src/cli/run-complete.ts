import { complete } from './completion/complete.ts';
import { surroundingsOf } from './completion/surroundings.ts';
import type { ExitStatus } from './context.ts';
import { describeProgram } from './describe.ts';
import { buildProgram } from './program.ts';

/**
 * `cargo-share __complete WORDS…`: what the completion scripts call. A line for each candidate, a tab before its
 * description; then `:none`, `:files` or `:directories`, for what the shell should offer as well.
 */
export function runComplete(words: readonly string[]): ExitStatus {
  const program = describeProgram(buildProgram('', () => undefined));
  const { candidates, paths } = complete(program, words, surroundingsOf(process.cwd()));
  // A name with a line end or a tab in it could not be told apart.
  const whole = candidates.filter(({ value }) => !/[\n\t]/.test(value));
  const lines = whole.map(({ value, description }) => `${value}\t${description.replace(/[\n\t]/g, ' ')}`);
  process.stdout.write(`${[...lines, `:${paths}`].join('\n')}\n`);
  return 0;
}
