/**
 * Random edits after `cargo share warm --incremental`, each built and compared, object by object, with a build from scratch
 * at the same path: `npm run edits -- --edits 1000`. Ends with 1 where anything differs. `--output FILE` adds what was found
 * to a list, of which `page.ts` makes the table of docs/incremental.md.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { LayoutKind } from '../../../src/units/model.ts';
import { createRig } from '../../rig/rig.ts';
import { applyEdit, buildAndCompare, compilesLibraries } from './compare-edit.ts';
import { exec } from '../../rig/process.ts';
import { edit, EDITS, filesOf, FIRST, randomOf, type Program } from './program.ts';
import { readResults, type EditsResult } from './results.ts';

/** So many edits follow each other in one worktree. */
const CHAIN = 10;

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    toolchain: { type: 'string' },
    layout: { type: 'string', default: 'legacy' },
    /** Has rustc compute again, and compare, all that it takes over; on a nightly toolchain. */
    verify: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});

const random = randomOf(Number(values.seed));
const until = Date.now() + Number(values.minutes) * 60_000;
const env = {
  ...(values.toolchain !== undefined && { RUSTUP_TOOLCHAIN: values.toolchain }),
  ...(values.verify && { RUSTFLAGS: '-Zincremental-verify-ich' }),
};
const rig = await createRig({ files: filesOf(FIRST), layout: values.layout as LayoutKind, env });
let [done, wrong, first, reused, objects] = [0, 0, 0, 0, 0];
try {
  await rig.main.cargo(['build']);
  await rig.main.save();
  for (let round = 0; done < Number(values.edits) && Date.now() < until; round += 1) {
    const worktree = await rig.addWorktree(`w${round}`);
    const { incremental } = await worktree.warm(['--incremental']);
    if (incremental?.length !== 3 || incremental.some(({ state }) => state !== 'compiled')) throw new Error(`not all was compiled aside: ${JSON.stringify(incremental)}`);
    const history: Program[] = [FIRST];
    let arePlaced = true;
    for (let step = 0; step < CHAIN && done < Number(values.edits) && Date.now() < until; step += 1) {
      const kinds = Array.from({ length: 1 + random(2) }, () => EDITS[random(EDITS.length)] ?? 'body');
      const program = history.at(-1) ?? FIRST;
      // Now and then somebody takes back what was edited.
      const back = step > 0 && random(6) === 0 ? history[random(history.length - 1)] : undefined;
      const next = back ?? kinds.reduce((edited, kind) => edit(edited, kind, random), program);
      applyEdit(worktree, program, next);
      history.push(next);
      arePlaced &&= !compilesLibraries(program, next);
      const compared = await buildAndCompare(worktree, { exempt: arePlaced });
      done += 1;
      first += step === 0 ? 1 : 0;
      reused += compared.reused;
      objects += compared.objects;
      if (compared.prints === compared.scratch && compared.different.length === 0) continue;
      wrong += 1;
      process.stdout.write(`round ${round}, step ${step}, ${back === undefined ? kinds.join(' + ') : 'taken back'}: ${compared.prints === compared.scratch ? '' : 'prints something else; '}${compared.different.join(', ')}\n`);
    }
    await rig.main.git(['worktree', 'remove', '--force', worktree.path]);
    process.stdout.write(`${done} edits, ${first} of them the first in a worktree: ${wrong} wrong; ${reused} of ${objects} objects taken over\n`);
  }
  const rustc = (await exec('rustc', ['--version'], { cwd: rig.temporary, env: rig.env })).stdout.trim();
  if (values.output !== undefined) record(values.output, { rustc, layout: values.layout, verify: values.verify, seed: Number(values.seed), edits: done, first, wrong, reused, objects });
} finally {
  await rig.dispose();
}
process.exitCode = wrong === 0 ? 0 : 1;

/** Where a result stands already, it is added to: the runs of one sample differ by their seeds. */
function record(path: string, result: EditsResult): void {
  const before = existsSync(path) ? readResults(path) : [];
  writeFileSync(path, `[\n${[...before, result].map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
}
