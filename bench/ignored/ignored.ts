/**
 * What a million files that git ignores cost the hooks, beyond what they cost `git status`: in a directory that is ignored
 * as a whole, and by a pattern for their names, in a directory that is not. Processor time, which says more than the clock on
 * a machine that does other work as well. Linux only.
 * `npm run bench:ignored -- --output bench/results/ignored/NAME.json`, with `--workspace DIR` in a clone of another one than
 * the demonstration's workspace.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { openSite, type Site } from '../site.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    workspace: { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string' },
  },
});

const ROUNDS = Number(values.rounds);
const IN_A_DIRECTORY = 1000;

/** Seconds of a processor. */
interface Times {
  readonly status: number;
  /** What the hook adds to the git command. */
  readonly switch: number;
  readonly worktreeAdd: number;
  /** The one after a commit keeps nobody waiting. */
  readonly afterCommit: number;
}

type Hook = Exclude<keyof Times, 'status'>;

const site = await openSite(values.directory, values.workspace);
try {
  await site.git('config', 'share.audit', 'false');
  writeFileSync(join(site.main, '.git/info/exclude'), '/volume/\n*.ignored\n');
  await exec('cargo', ['build', '--quiet'], { cwd: site.main, env: site.env });
  await exec(process.execPath, [MAIN_SCRIPT, 'init'], { cwd: site.main, env: site.env });
  await site.git('branch', 'other');
  const without = await measure(site);
  const results: Record<string, { readonly times: Times; readonly beyondStatus: Readonly<Record<Hook, number>> }> = {};
  for (const [kind, directory, suffix] of [['ignored directory', 'volume', ''], ['ignored names', 'data', '.ignored']] as const) {
    fill(join(site.main, directory), suffix);
    const times = await measure(site);
    const status = times.status - without.status;
    const beyond = (hook: Hook): number => times[hook] - without[hook] - status;
    results[kind] = { times, beyondStatus: { switch: beyond('switch'), worktreeAdd: beyond('worktreeAdd'), afterCommit: beyond('afterCommit') } };
    rmSync(join(site.main, directory), { recursive: true });
  }
  const result = { files: Number(values.files), without, results, machine: await describeMachine(site.temporary, site.env) };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.output !== undefined) writeFileSync(values.output, text);
} finally {
  site.dispose();
}

function fill(directory: string, suffix: string): void {
  for (let left = Number(values.files); left > 0; left -= IN_A_DIRECTORY) {
    const below = join(directory, String(left));
    mkdirSync(below, { recursive: true });
    for (let index = 0; index < Math.min(left, IN_A_DIRECTORY); index += 1) writeFileSync(join(below, `${index}${suffix}`), '');
  }
}

async function measure(of: Site): Promise<Times> {
  const { main: cwd, env } = of;
  const git = (...args: readonly string[]) => exec('git', args, { cwd, env });
  const hook = (...args: readonly string[]) => exec(process.execPath, [MAIN_SCRIPT, 'hook', ...args], { cwd, env });
  await git('status');
  const added = (round: number): string => join(of.temporary, `added-${round}`);
  return {
    status: await meanTime(ROUNDS, () => git('status')),
    switch: await beside(async (plain) => meanTime(2 * ROUNDS, (round) => git(...plain, 'switch', '-q', round % 2 === 0 ? 'other' : 'main'))),
    worktreeAdd: await beside(async (plain) => {
      const seconds = await meanTime(ROUNDS, (round) => git(...plain, 'worktree', 'add', '-q', '--detach', added(round)));
      for (let round = 0; round < ROUNDS; round += 1) await git('worktree', 'remove', '--force', added(round));
      return seconds;
    }),
    afterCommit: await meanTime(ROUNDS, () => hook('post-commit')),
  };
}

/** What runs of `act` take with all that they wait for, in the mean: cutime and cstime of proc_pid_stat(5), in hundredths. */
async function meanTime(rounds: number, act: (round: number) => Promise<unknown>): Promise<number> {
  const spent = (): number => {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  };
  const before = spent();
  for (let round = 0; round < rounds; round += 1) await act(round);
  return (spent() - before) / rounds;
}

/** How much longer a git command takes with its hook than without. */
async function beside(seconds: (options: readonly string[]) => Promise<number>): Promise<number> {
  return (await seconds([])) - (await seconds(['-c', 'core.hooksPath=/dev/null']));
}
