import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';

/** Commands that build, by their names and cargo's own short ones, with what they are foretold as: nothing may run. */
const BUILDING: Readonly<Record<string, readonly string[]>> = {
  build: ['build'],
  b: ['build'],
  check: ['check'],
  c: ['check'],
  clippy: ['clippy'],
  test: ['test', '--no-run'],
  t: ['test', '--no-run'],
  bench: ['bench', '--no-run'],
  run: ['build'],
  r: ['build'],
};

/** A cargo command as it is asked of a replica. */
export interface ForetoldCommand {
  /** `+nightly`, where one is named. */
  readonly toolchain: readonly string[];
  readonly subcommand: string;
  readonly options: readonly string[];
}

/** The part of a command that builds. What stands behind a further `--` is for the program that would run. Pure. */
export function foretoldCommand(command: readonly string[]): Result<ForetoldCommand, Failure> {
  const toolchain = command[0]?.startsWith('+') === true ? command.slice(0, 1) : [];
  const [name = '', ...rest] = command.slice(toolchain.length);
  const [subcommand, ...more] = Object.hasOwn(BUILDING, name) ? (BUILDING[name] ?? []) : [];
  if (subcommand === undefined) {
    return err({
      code: 'usage',
      message: `\`cargo ${name}\` is not foretold.`,
      hint: 'Ask for `build`, `check`, `clippy`, `test`, `bench` or `run`, with any options: `cargo share explain -- build -p app`.',
    });
  }
  const end = rest.indexOf('--');
  const options = end < 0 ? rest : rest.slice(0, end);
  return ok({ toolchain, subcommand, options: [...options, ...more.filter((option) => !options.includes(option))] });
}
