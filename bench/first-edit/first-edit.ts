/**
 * The first edit of a crate in a fresh worktree against the same edit in its donor, side by side, with and without
 * `cargo share warm --incremental`. Of a real repository:
 * `npm run bench:first-edit -- --workspace NAME --directory DIR --file F --head 'pub fn f(n: u32) {' --args='-p NAME' --output bench/results/first-edit/NAME.json`,
 * where F holds the text of that function's head once. Without `--directory` of a generated workspace, `--lines` long.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Rig } from '../../test/rig/rig.ts';
import { exec } from '../../test/rig/process.ts';
import { setModified, LONG_AGO } from '../../test/rig/times.ts';
import type { Worktree } from '../../test/rig/worktree.ts';
import { describeMachine } from '../machine.ts';
import { time } from '../measure.ts';
import { committed, editsOf } from './edits.ts';
import { EDITED } from './generated.ts';
import { measureInRig } from './open-rig.ts';
import type { FirstEditResult, Sample, Took } from './result.ts';

const { values } = parseArgs({
  options: {
    workspace: { type: 'string', default: 'generated' },
    lines: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    toolchain: { type: 'string' },
    directory: { type: 'string' },
    file: { type: 'string', default: EDITED.file },
    head: { type: 'string', default: EDITED.head },
    args: { type: 'string', default: '' },
    /** Where the rig is made; the system's directory for temporary files unless given. */
    below: { type: 'string' },
    output: { type: 'string' },
  },
});

const ARGS = values.args.split(' ').filter((argument) => argument !== '');
const COMMANDS = [['build'], ['check'], ['test', '--no-run']].map((command) => [...command, ...ARGS]);

await measureInRig({ directory: undefined, toolchain: undefined, below: undefined, output: undefined, ...values }, measure);

async function measure({ main, addWorktree, temporary, env: environment }: Rig): Promise<FirstEditResult> {
  main.write(values.file, committed(main.read(values.file)));
  if (!existsSync(join(main.path, 'Cargo.lock'))) await exec('cargo', ['generate-lockfile', '-q'], { cwd: main.path, env: environment });
  await main.commit('Copy');
  for (const command of COMMANDS) say(`donor, ${command.join(' ')}`, await took(main, command));
  await main.save();
  const [plain, prepared] = [await addWorktree('plain'), await addWorktree('prepared')];
  for (const worktree of [plain, prepared]) await worktree.warm();
  const before = await bytesIn(prepared);
  const preparingSeconds = await time(() => prepared.warm(['--incremental']).then(({ incremental }) => say('prepared', incremental?.map((unit) => `${unit.package} ${unit.state} ${unit.why}`))));
  const bytes = (await bytesIn(prepared)) - before;
  const worktrees = [main, prepared, plain];
  // What these commands compile of themselves here, a crate that is compiled at every build, is no part of an edit.
  for (const command of COMMANDS) for (const worktree of worktrees) say(`unedited in ${worktree.path}, ${command.join(' ')}`, await took(worktree, command));
  for (const worktree of worktrees) await copy(worktree.target, `${worktree.path}.kept`);
  const text = main.read(values.file);
  const first = async (worktree: Worktree, command: readonly string[], written: Readonly<Record<string, string>>): Promise<Took> => {
    for (const [path, content] of Object.entries(written)) worktree.write(path, content);
    const seconds = await took(worktree, command);
    for (const path of Object.keys(written)) {
      if (path === values.file) worktree.writeOld(path, text);
      else worktree.remove(path);
    }
    await copy(`${worktree.path}.kept`, worktree.target);
    return seconds;
  };
  for (const worktree of worktrees) setModified(join(worktree.path, values.file), LONG_AGO);
  const samples: Sample[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const command of COMMANDS) {
      for (const [edit, written] of Object.entries(editsOf(text, values))) {
        const donor = await first(main, command, written);
        const here = await first(prepared, command, written);
        const sample: Sample = { command: command[0] ?? '', edit, donor, prepared: here, ...(round === 0 && edit === 'body' && { plain: await first(plain, command, written) }) };
        samples.push(sample);
        say(`${sample.command} ${edit}`, { ...sample, ratio: here.cpu / donor.cpu });
      }
    }
  }
  return { workspace: values.workspace, machine: await describeMachine(temporary, environment), commands: COMMANDS.map((command) => command.join(' ')), lines: await linesOf(main), samples, preparingSeconds, bytes };

  async function copy(from: string, to: string): Promise<void> {
    await exec('rm', ['-rf', to], { cwd: '/', env: environment });
    await exec('cp', ['-a', from, to], { cwd: '/', env: environment });
  }

  /** By bash, which knows the CPU of what it has waited for. */
  async function took(worktree: Worktree, command: readonly string[]): Promise<Took> {
    const { stderr } = await exec('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time cargo "$@"', 'bash', ...command], { cwd: worktree.path, env: environment });
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    return { wall, cpu: user + system };
  }

  async function bytesIn({ target }: Worktree): Promise<number> {
    return Number((await exec('du', ['-sb', target], { cwd: '/', env: environment })).stdout.split('\t')[0]);
  }

  async function linesOf({ path }: Worktree): Promise<number> {
    const root = join(path, /^.*?\bsrc\//.exec(values.file)?.[0] ?? dirname(values.file));
    const files = (await exec('find', [root, '-name', '*.rs'], { cwd: '/', env: environment })).stdout.trim().split('\n');
    return files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').length - 1, 0);
  }
}

function say(what: string, found: unknown): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}: ${JSON.stringify(found)}\n`);
}
