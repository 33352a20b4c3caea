import { Command, Option } from '@commander-js/extra-typings';
import { CommanderError } from 'commander';
import { createReporter, type Reporter } from '../report/reporter.ts';
import { eventOf, failureOf, NO_LOG, openLog } from '../engine/log/log.ts';
import { logPath } from '../engine/log/log-file.ts';
import type { Failure } from '../system/failure.ts';
import { INTERRUPTED } from '../system/interruption.ts';
import { isAbsolute, resolve } from 'node:path';
import { addCommands } from './commands.ts';
import type { CommandContext, ExitStatus } from './context.ts';
import { Interruption } from './interruption.ts';
import { aMoment } from './moment.ts';
import { thisProgram } from './this-program.ts';

/** Flags that every command knows. */
export interface GlobalFlags {
  readonly C?: string;
  readonly json?: true;
  readonly dryRun?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly color: 'auto' | 'always' | 'never';
}

/** What one process has one of. */
type ProcessParts = Pick<CommandContext, 'log' | 'interruption' | 'behindDashes'>;

/** Runs one command and gives its exit status; every failure has been worded by then. */
export async function runProgram(args: readonly string[], version: string): Promise<ExitStatus> {
  const isUnasked = args.includes('--background');
  if (isUnasked) await aMoment(process.env);
  let status: ExitStatus = 0;
  const log = openLog(process.env, { version, arguments: args, directory: resolve('.'), unasked: isUnasked });
  const interruption = new Interruption();
  const program = buildProgram(
    version,
    (done) => {
      status = done;
    },
    { log, interruption, behindDashes: args.includes('--') ? args.slice(args.indexOf('--') + 1) : [] },
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return usageStatus(error, args);
    // What Ctrl-C has reached first, such as a cargo that was asked, fails in its own words.
    const failure = interruption.signal.aborted ? INTERRUPTED : failureOf(error, logPath(process.env));
    if (failure.code !== 'usage') log.write(eventOf(error));
    reporterFor(flagsOf(args)).failure(failure, commandOf(args));
    status = 2;
  }
  log.end(status);
  interruption.passOn();
  return status;
}

const NO_PROCESS: ProcessParts = { log: NO_LOG, interruption: new Interruption(), behindDashes: [] };

export function buildProgram(version: string, finish: (status: ExitStatus) => void, process: ProcessParts = NO_PROCESS): Command {
  const program = new Command('cargo share')
    .description('Share compiled Rust code between the git worktrees of a clone')
    .version(`cargo-share ${version}`, '-V, --version')
    .option('-C <dir>', 'run as if started in <dir>')
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .option('-n, --dry-run', 'say what would be done, and do nothing')
    .option('-q, --quiet', 'print no words')
    .option('-v, --verbose', 'name every unit that is left to cargo, and why')
    .addOption(new Option('--color <when>', 'colour the words').choices(['auto', 'always', 'never'] as const).default('auto' as const))
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  addCommands(program as Command, (flags, run) => run(contextFrom(flags as GlobalFlags, process)).then(finish));
  return program as Command;
}

function contextFrom(flags: GlobalFlags, parts: ProcessParts): CommandContext {
  const directory = flags.C ?? '.';
  return {
    cwd: isAbsolute(directory) ? directory : resolve(directory),
    env: process.env,
    reporter: reporterFor(flags),
    dryRun: flags.dryRun === true,
    ...parts,
    program: thisProgram(),
  };
}

function reporterFor(flags: GlobalFlags): Reporter {
  const { stdout, stderr } = process;
  return createReporter({
    json: flags.json === true,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
    color: flags.color,
    stdout,
    stderr,
  });
}

/** After a failure the parsed flags are gone; how to word it is all that is needed of them. */
function flagsOf(args: readonly string[]): GlobalFlags {
  return args.includes('--json') ? { json: true, color: 'auto' } : { color: 'auto' };
}

function commandOf(args: readonly string[]): string {
  return args.find((arg) => !arg.startsWith('-')) ?? '';
}

/** Help and version come as errors too; of the others commander words the message, and so does its suggestion. */
function usageStatus(error: CommanderError, args: readonly string[]): ExitStatus {
  if (error.exitCode === 0) return 0;
  const message = error.message.replace(/^error: /, '').replace(/\.+$/, '');
  const [what = message, suggestion] = message.split('\n');
  const failure: Failure = {
    code: 'usage',
    message: `${what[0]?.toUpperCase() ?? ''}${what.slice(1)}.`,
    hint: suggestion?.replace(/^\(|\)$/g, '') ?? 'See `cargo share --help`.',
  };
  reporterFor(flagsOf(args)).failure(failure, commandOf(args));
  return 2;
}
