import { relative, resolve } from 'node:path';
import { runBench } from '../../commands/bench/run.ts';
import { locateProject } from '../../formats/cargo/locate-project.ts';
import { findWorktree } from '../../engine/clone/clone.ts';
import { benchPage } from '../../report/bench-page.ts';
import { benchDocument, reportBench, stepWords } from '../../report/bench-report.ts';
import { findSccache } from '../../commands/sccache/program.ts';
import { SCCACHE_MISSING } from '../../commands/sccache/plan.ts';
import { attempt } from '../../system/attempt.ts';
import { FailureError } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { writeAtomically } from '../../system/write.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';

export interface BenchFlags {
  /** Arguments of cargo; none: `build`. */
  readonly command: readonly string[];
  readonly rounds: string;
  readonly sccache: boolean;
  readonly html: string | undefined;
}

/** `cargo share bench [--rounds N] [--html FILE] [-- CARGO-ARGS]` */
export async function bench(context: CommandContext, flags: BenchFlags): Promise<ExitStatus> {
  const { reporter, interruption } = context;
  const rounds = roundsOf(flags.rounds);
  const clone = await cloneOf(context);
  const { path: worktree, commit } = must(findWorktree(clone, undefined, context.cwd));
  if (commit === null) throw new FailureError({ code: 'usage', message: 'There is no commit yet to measure.', path: worktree });
  const root = must(await locateProject(context.cwd, context.env));
  const command = flags.command.length === 0 ? ['build'] : flags.command;
  if (context.dryRun) {
    reporter.document({ schema: 1, command: 'bench', dryRun: true, worktree, commit, cargo: command, rounds });
    reporter.status('Measure', `\`cargo ${command.join(' ')}\` of ${commit.slice(0, 9)} from nothing, and in ${rounds} fresh worktrees`);
    return 0;
  }
  const sccache = flags.sccache ? await requireSccache(context) : undefined;
  const ended = new AbortController();
  const ignore = interruption.listen(() => ended.abort());
  try {
    const result = must(
      await runBench(clone.repository, {
        of: { worktree, commit, workspace: relative(worktree, root) },
        command,
        rounds,
        sccache,
        env: context.env,
        tool: { node: process.execPath, script: realpath(process.argv[1] ?? '') ?? '' },
        signal: ended.signal,
        onStep: (step) => {
          const { verb, text } = stepWords(step);
          reporter.status(verb, text);
        },
      }),
    );
    reporter.document(benchDocument(result));
    if (!reporter.json) reportBench(result, reporter);
    if (flags.html !== undefined) writePage(resolve(context.cwd, flags.html), benchPage(result));
    return 0;
  } finally {
    ignore();
  }
}

async function requireSccache({ cwd, env }: CommandContext): Promise<string> {
  const found = await findSccache(cwd, env);
  if (found === undefined) throw new FailureError(SCCACHE_MISSING);
  return found.path;
}

function roundsOf(value: string): number {
  const rounds = Number(value);
  if (Number.isInteger(rounds) && rounds > 0 && rounds <= 100) return rounds;
  throw new FailureError({ code: 'usage', message: `\`--rounds\` is a whole number from 1 to 100, not \`${value}\`.` });
}

function writePage(path: string, page: string): void {
  const written = attempt(() => writeAtomically(path, page));
  if (!written.ok) throw new FailureError({ code: 'io', message: `The page cannot be written (${written.error.code}).`, path });
}
