/**
 * The first edit of a crate in a fresh worktree against the same edit in its donor, within one round, with and without
 * `cargo share warm --incremental`: `npm run bench:first-edit -- --lines 20000 --output bench/results/first-edit/NAME.json`.
 * With `--directory DIR --file F --text T` it is done in a copy of a real repository, whose file F holds T.
 */
import { cpSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRig, type Rig } from '../../test/rig/rig.ts';
import type { Worktree } from '../../test/rig/worktree.ts';
import { describeMachine } from '../machine.ts';
import { median, time } from '../measure.ts';
import { EDITED, generated } from './generated.ts';

const COMMANDS: Readonly<Record<string, readonly string[]>> = { build: ['build'], check: ['check'], test: ['test', '--no-run'] };

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    toolchain: { type: 'string' },
    directory: { type: 'string' },
    file: { type: 'string', default: EDITED.file },
    text: { type: 'string', default: EDITED.text },
    output: { type: 'string' },
  },
});

/** Seconds of one command in each of three worktrees. */
interface Round {
  readonly donor: number;
  readonly prepared: number;
  readonly plain: number;
}

const env = values.toolchain === undefined ? {} : { RUSTUP_TOOLCHAIN: values.toolchain };
const rig = await createRig({ files: values.directory === undefined ? generated(Number(values.lines)) : {}, env });
try {
  const result = await measure(rig);
  const text = `${JSON.stringify({ ...result, machine: await describeMachine(rig.temporary, rig.env) }, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.output !== undefined) writeFileSync(values.output, text);
} finally {
  await rig.dispose();
}

async function measure({ main, addWorktree }: Rig): Promise<object> {
  if (values.directory !== undefined) {
    cpSync(values.directory, main.path, { recursive: true, filter: (path) => !/\/(?:target|\.git)$/.test(path) });
    await main.commit('Copy');
  }
  const original = main.read(values.file);
  if (!original.includes(values.text)) throw new Error(`${values.file} does not hold ${values.text}`);
  for (const command of Object.values(COMMANDS)) await main.cargo(command);
  await main.save();
  const rounds: Record<string, Round>[] = [];
  const preparing: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const [plain, prepared] = [await addWorktree(`plain${round}`), await addWorktree(`prepared${round}`)];
    await plain.warm();
    preparing.push(await time(() => prepared.warm(['--incremental'])));
    for (const worktree of [plain, prepared]) await worktree.cargo(['build']);
    const edited = original.replace(values.text, `${values.text}.wrapping_add(${round + 1})`);
    const seconds: Record<string, Round> = {};
    for (const worktree of [main, prepared, plain]) worktree.write(values.file, edited);
    for (const [name, command] of Object.entries(COMMANDS)) {
      const one = (worktree: Worktree): Promise<number> => time(() => worktree.cargo(command));
      seconds[name] = { donor: await one(main), prepared: await one(prepared), plain: await one(plain) };
    }
    rounds.push(seconds);
    await main.git(['checkout', '--', '.']);
    for (const command of Object.values(COMMANDS)) await main.cargo(command);
    await main.save();
    for (const worktree of [plain, prepared]) await main.git(['worktree', 'remove', '--force', worktree.path]);
  }
  const ratio = (name: string, of: 'prepared' | 'plain'): number => median(rounds.map((round) => (round[name]?.[of] ?? Number.NaN) / (round[name]?.donor ?? Number.NaN)));
  const ratios = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, { prepared: ratio(name, 'prepared'), plain: ratio(name, 'plain') }]));
  return { what: values.directory === undefined ? `generated, ${values.lines} lines` : values.file, ratios, preparingSeconds: median(preparing), rounds };
}
