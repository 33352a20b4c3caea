import { createReporter } from '../report/reporter.ts';
import { eventOf, failureOf, openLog } from '../engine/log/log.ts';
import { logPath } from '../engine/log/log-file.ts';
import { failureLine } from '../report/hook-report.ts';
import { hook, isDetached, isSave } from './commands/hook.ts';
import type { ExitStatus } from './context.ts';
import { Interruption } from './interruption.ts';
import { aMoment } from './moment.ts';
import { thisProgram } from './this-program.ts';

/**
 * The way of the git hooks: no command line to parse, and whatever happens, git goes on. A failure of sharing is one
 * line in plain words.
 */
export async function runHook([name = '', ...args]: readonly string[]): Promise<ExitStatus> {
  if (isSave(name)) await aMoment(process.env);
  const { stdout, stderr } = process;
  const reporter = createReporter({ json: false, quiet: false, verbose: false, color: 'never', stdout, stderr });
  const { env } = process;
  const program = thisProgram();
  const log = openLog(env, { version: program.version, arguments: ['hook', name, ...args], directory: workingDirectory(), unasked: isDetached(name) });
  try {
    await hook({ cwd: process.cwd(), env, reporter, dryRun: false, behindDashes: [], log, interruption: new Interruption(), program }, name, args);
  } catch (error) {
    log.write(eventOf(error));
    reporter.result(`cargo share: ${failureLine(failureOf(error, logPath(env)))}`);
  }
  log.end(0);
  return 0;
}

/** The directory may be gone by now. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}
