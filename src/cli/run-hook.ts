import { createReporter } from '../report/reporter.ts';
import { FailureError } from '../system/failure.ts';
import { hook } from './commands/hook.ts';
import type { ExitStatus } from './context.ts';
import { thisProgram } from './this-program.ts';

/**
 * The way of the git hooks: no command line to parse, and whatever happens, git goes on. A failure of sharing is one
 * line in plain words.
 */
export async function runHook([name = '', ...args]: readonly string[]): Promise<ExitStatus> {
  const { stdout, stderr } = process;
  const reporter = createReporter({ json: false, quiet: false, verbose: false, color: 'never', stdout, stderr });
  try {
    return await hook({ cwd: process.cwd(), env: process.env, reporter, dryRun: false, ...thisProgram() }, name, args);
  } catch (error) {
    const text = error instanceof FailureError ? error.failure.message : `internal error: ${String(error)}`;
    reporter.result(`cargo share: nothing shared: ${text}`);
    return 0;
  }
}
