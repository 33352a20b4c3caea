import { findWorktree, isShared } from '../engine/clone/clone.ts';
import { eventOf, openLog } from '../engine/log/log.ts';
import { hookLines } from '../report/hook-report.ts';
import { createReporter } from '../report/reporter.ts';
import { openStore } from '../store/open.ts';
import { FailureError } from '../system/failure.ts';
import { runInPlace } from '../system/process.ts';
import { againIn } from './audit-builds.ts';
import { LIKE_A_HOOK, runWarm } from './commands/warm.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from './context.ts';
import { Interruption } from './interruption.ts';
import { thisProgram } from './this-program.ts';

/** A cargo that builds is waited for by the cargo that is to come, in its own words. */
const LOCK_MS = 0;

/** `cargo share run [--] CARGO-ARGS…`: whatever becomes of sharing, cargo runs, and its exit status is that of this. */
export async function runCargo(args: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const program = thisProgram();
  const reporter = createReporter({ json: false, quiet: false, verbose: false, color: 'never', stdout, stderr });
  const log = openLog(env, { version: program.version, arguments: ['run', ...args], directory: process.cwd() });
  const context = { cwd: process.cwd(), env, reporter, dryRun: false, behindDashes: [], log, interruption: new Interruption(), program };
  const status = await warmAndRun(context, args[0] === '--' ? args.slice(1) : args);
  log.end(status);
  context.interruption.passOn();
  return status;
}

export async function warmAndRun(context: CommandContext, args: readonly string[]): Promise<ExitStatus> {
  if (context.env['CARGO_SHARE'] !== '0') {
    try {
      await warmHere(context);
    } catch (error) {
      context.log.write(eventOf(error));
    }
    if (context.interruption.signal.aborted) return 2;
  }
  // A toolchain is chosen by rustup's cargo, not by the one that has started this.
  const cargo = args[0]?.startsWith('+') === true ? 'cargo' : (context.env['CARGO'] ?? 'cargo');
  const ended = await runInPlace(cargo, args, context);
  if (!ended.ok) throw new FailureError({ code: 'cargo-missing', message: 'cargo could not be started.', hint: 'install Rust: https://rustup.rs' });
  if ('signal' in ended.value) {
    process.kill(process.pid, ended.value.signal);
    return 2;
  }
  // Cargo's own, of which there are more.
  return ended.value.status as ExitStatus;
}

/** As a hook warms; what it may not run, a script of the repository, cargo would run as well. Where sharing is not set up there is nothing to do. */
async function warmHere(context: CommandContext): Promise<void> {
  const clone = await cloneOf(context);
  if (!clone.config.inForce.has('mode') || isShared(clone)) return;
  const worktree = must(findWorktree(clone, undefined, context.cwd));
  const store = must(openStore(clone.location.root));
  const warmed = await runWarm(context, { clone, worktree, store }, {
    ...LIKE_A_HOOK,
    mayRunCargo: true,
    runAgain: againIn(context, { clone, store }),
    patience: { seconds: clone.settings.hookSeconds, lockMs: LOCK_MS, onWait: () => undefined },
  });
  if (warmed.failure?.code === 'target-directory-busy') return;
  for (const line of hookLines(warmed, store.unwritable)) context.reporter.status('Shared', line.replace(/^cargo share: /, ''));
}
