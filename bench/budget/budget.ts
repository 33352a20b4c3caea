/**
 * What `reclaim --budget` frees in a clone of which several worktrees are built at different commits, and what their next
 * builds cost then: `npm run bench:budget -- --workspace DIR --output bench/results/budget/NAME.json`. The budget is half
 * of what the build directories hold.
 */
import { statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ReclaimDocument } from '../../src/report/documents/reclaim.ts';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { time } from '../measure.ts';
import { openSite } from '../site.ts';

const { values } = parseArgs({
  options: {
    worktrees: { type: 'string', default: '6' },
    /** Commits between one worktree and the next. */
    apart: { type: 'string', default: '5' },
    workspace: { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string' },
  },
});

interface Build {
  readonly seconds: number;
  readonly compiled: number;
}

const site = await openSite(values.directory, values.workspace);
try {
  const { env, main } = site;
  const share = async (...args: readonly string[]) => exec(process.execPath, [MAIN_SCRIPT, ...args], { cwd: main, env });
  const build = async (cwd: string, command: string, ...args: readonly string[]): Promise<Build> => {
    let compiled = 0;
    const seconds = await time(async () => {
      const { stderr } = await exec(command, [...args, 'build', '--color', 'never'], { cwd, env });
      compiled = stderr.match(/^ *Compiling /gm)?.length ?? 0;
    });
    return { seconds, compiled };
  };
  const first = await build(main, 'cargo');
  await share('init');
  const worktrees: { readonly path: string; readonly fresh: Build }[] = [];
  for (let index = 0; index < Number(values.worktrees); index += 1) {
    const path = join(site.temporary, `w${index}`);
    await site.git('worktree', 'add', '-q', '--detach', path, `HEAD~${index * Number(values.apart)}`);
    worktrees.push({ path, fresh: await build(path, 'cargo') });
  }
  for (const { path } of worktrees) await share('save', path);
  const plan = JSON.parse((await share('--json', 'reclaim', '--budget', '1', '--dry-run')).stdout) as ReclaimDocument;
  const limit = Math.round((plan.budget?.before ?? 0) / 2);
  const free = (): number => statfsSync(site.temporary).bavail * statfsSync(site.temporary).bsize;
  const before = free();
  let done: ReclaimDocument | undefined;
  const seconds = await time(async () => {
    done = JSON.parse((await share('--json', 'reclaim', '--budget', String(limit), '--yes')).stdout) as ReclaimDocument;
  });
  const freed = free() - before;
  const taken: Record<string, { directories: number; bytes: number }> = {};
  for (const { reason, bytes } of done?.findings ?? []) {
    const { directories = 0, bytes: sum = 0 } = taken[reason] ?? {};
    taken[reason] = { directories: directories + 1, bytes: sum + bytes.physical };
  }
  const after: Build[] = [];
  for (const { path } of worktrees) after.push(await build(path, process.execPath, MAIN_SCRIPT, 'run', '--'));
  const result = {
    what: values.workspace === undefined ? 'the demonstration' : 'a clone',
    first,
    worktrees: worktrees.map(({ fresh }, index) => ({ fresh, afterReclaim: after[index] })),
    reclaim: {
      seconds,
      limit,
      held: done?.budget?.before,
      left: done?.budget?.after,
      freed,
      taken,
      problems: done?.problems ?? [],
    },
    machine: await describeMachine(site.temporary, env),
  };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.output !== undefined) writeFileSync(values.output, text);
} finally {
  site.dispose();
}
