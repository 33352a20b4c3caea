/**
 * Thirty agents at once: `git worktree add` with hooks and a build in each, side by side and one after the other, in a
 * clone of the demonstration's workspace or of `--workspace DIR`:
 * `npm run bench:thirty -- --output bench/results/thirty/NAME.json`.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { median, time } from '../measure.ts';
import { openSite, type Site } from '../site.ts';
import { watchMemory } from './memory.ts';

const { values } = parseArgs({
  options: {
    worktrees: { type: 'string', default: '30' },
    workspace: { type: 'string' },
    directory: { type: 'string', default: tmpdir() },
    output: { type: 'string' },
  },
});

/** Seconds, and how many crates cargo compiled; undefined: a command failed. */
interface Agent {
  readonly add: number;
  readonly build: number;
  readonly compiled: number;
}

interface Round {
  /** Seconds for all of them. */
  readonly wall: number;
  /** The middle one's seconds. */
  readonly add: number;
  readonly build: number;
  readonly slowestAdd: number;
  readonly compiled: number;
  readonly failures: readonly string[];
  /** Bytes that what this process started held at once, at most. */
  readonly peakBytes: number;
}

const names = Array.from({ length: Number(values.worktrees) }, (_, index) => `agent${index}`);
const site = await openSite(values.directory, values.workspace);
try {
  await exec('cargo', ['build', '--quiet'], { cwd: site.main, env: site.env });
  await exec(process.execPath, [MAIN_SCRIPT, 'init'], { cwd: site.main, env: site.env });
  const alone = await oneAfterTheOther(site);
  const together = await measured((failures) => Promise.all(names.map((name) => agent(site, `together-${name}`, failures))));
  const result = { what: values.workspace === undefined ? 'the demonstration' : 'a clone', worktrees: names.length, alone, together, machine: await describeMachine(site.temporary, site.env) };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.output !== undefined) writeFileSync(values.output, text);
} finally {
  site.dispose();
}

async function oneAfterTheOther(of: Site): Promise<Round> {
  return measured(async (failures) => {
    const agents: (Agent | undefined)[] = [];
    for (const name of names) agents.push(await agent(of, `alone-${name}`, failures));
    return agents;
  });
}

async function agent(of: Site, name: string, failures: string[]): Promise<Agent | undefined> {
  const path = join(of.temporary, name);
  try {
    const add = await time(() => exec('git', ['worktree', 'add', '-q', '-b', name, path], { cwd: of.main, env: of.env }));
    let said = '';
    const build = await time(async () => {
      said = (await exec('cargo', ['build'], { cwd: path, env: of.env })).stderr;
    });
    return { add, build, compiled: said.split('\n').filter((line) => line.trimStart().startsWith('Compiling')).length };
  } catch (error) {
    failures.push(`${name}: ${String(error)}`);
    return undefined;
  }
}

async function measured(work: (failures: string[]) => Promise<readonly (Agent | undefined)[]>): Promise<Round> {
  const failures: string[] = [];
  const memory = watchMemory(process.pid);
  let agents: readonly Agent[] = [];
  const wall = await time(async () => {
    agents = (await work(failures)).filter((one) => one !== undefined);
  });
  return {
    wall,
    add: median(agents.map(({ add }) => add)),
    build: median(agents.map(({ build }) => build)),
    slowestAdd: Math.max(...agents.map(({ add }) => add)),
    compiled: agents.reduce((sum, { compiled }) => sum + compiled, 0),
    failures,
    peakBytes: memory.end(),
  };
}
