// Adds a worktree, warms it, and says what its first build will find: what an editor or an agent does for a new task.
//
//   node new-worktree.mjs CLONE BRANCH
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { CargoShareError, doctor, status, warm } from 'cargo-share';

const [clone = '.', branch = 'task'] = process.argv.slice(2);
const path = resolve(clone, '..', branch);

try {
  // CARGO_SHARE=0: were hooks installed, they would warm it first, and there were nothing left to report.
  execFileSync('git', ['-C', clone, 'worktree', 'add', '-q', '-b', branch, path], { env: { ...process.env, CARGO_SHARE: '0' } });

  const { directories, notes } = await warm({ directory: path });
  for (const { buildDirectory, placed, kept, refusals } of directories) {
    console.log(`${buildDirectory}: ${placed + kept} units are there, ${refusals.length} are left to cargo`);
    for (const { package: name, reason } of refusals) console.log(`  ${name}: ${reason}`);
  }
  for (const { code } of notes) console.log(`note: ${code}`);

  const { worktrees, store } = await status({ directory: path });
  const here = worktrees.find((worktree) => worktree.path === path);
  if (here !== undefined) console.log(`${here.branch}: ${here.units.shared} of ${here.units.total} units shared; ${here.bytes.exclusive} bytes of its own`);
  console.log(`${store.units} units in ${store.path}`);

  const { healthy, findings } = await doctor({ directory: path });
  for (const { verdict, check, message } of findings) if (verdict !== 'pass') console.log(`${verdict} ${check}: ${message}`);
  console.log(healthy ? 'ready to build' : 'something is wrong here');
} catch (error) {
  if (!(error instanceof CargoShareError)) throw error;
  console.error(`${error.code}: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`);
  process.exitCode = 2;
}
