/**
 * What compiling aside in the background costs a fresh worktree, and how long it takes: `git worktree add` with its hook and
 * the first `cargo build`, in turn with it (`always`) and without, and the seconds from `git worktree add` until it has ended.
 * `node --import tsx bench/first-edit/background.ts --workspace NAME --directory DIR --pairs 20 --output FILE`; without
 * `--directory` of a generated workspace.
 */
import { parseArgs } from 'node:util';
import { exec } from '../../test/rig/process.ts';
import type { Rig } from '../../test/rig/rig.ts';
import { describeMachine } from '../machine.ts';
import { measureInRig } from './open-rig.ts';
import type { BackgroundPair, BackgroundResult } from './result.ts';

const { values } = parseArgs({
  options: {
    workspace: { type: 'string', default: 'generated' },
    directory: { type: 'string' },
    lines: { type: 'string', default: '5000' },
    pairs: { type: 'string', default: '20' },
    toolchain: { type: 'string' },
    below: { type: 'string' },
    output: { type: 'string' },
  },
});

await measureInRig({ directory: undefined, toolchain: undefined, below: undefined, output: undefined, ...values }, measure);

async function measure({ main, temporary, env: environment, settle }: Rig): Promise<BackgroundResult> {
  if (values.directory !== undefined) await main.commit('Copy');
  await main.cargo(['build']);
  await main.share(['init']);
  await settle();
  // The compiler is tried once.
  await add('always');
  const pairs: BackgroundPair[] = [];
  for (let pair = 0; pair < Number(values.pairs); pair += 1) {
    // By turns first: what follows a background may find a warmer cache.
    const order = pair % 2 === 0 ? ['false', 'always'] : ['always', 'false'];
    const took = new Map<string, Added>();
    for (const setting of order) took.set(setting, await add(setting));
    const [without, beside] = [took.get('false'), took.get('always')];
    if (without === undefined || beside === undefined) continue;
    pairs.push({ without: without.seconds, beside: beside.seconds, ended: beside.ended });
    process.stderr.write(`${JSON.stringify(pairs.at(-1))}\n`);
  }
  return { workspace: values.workspace, machine: await describeMachine(temporary, environment), pairs };

  async function add(setting: string): Promise<Added> {
    const options = { env: { CARGO_SHARE_INCREMENTAL: setting } };
    const path = `${temporary}/w`;
    const began = performance.now();
    await main.git(['worktree', 'add', '-q', '--detach', path], options);
    await exec('cargo', ['build', '-q'], { cwd: path, env: { ...environment, ...options.env } });
    const seconds = (performance.now() - began) / 1000;
    await settle();
    const ended = (performance.now() - began) / 1000;
    await main.git(['worktree', 'remove', '--force', path], options);
    await settle();
    return { seconds, ended };
  }
}

interface Added {
  readonly seconds: number;
  readonly ended: number;
}
