import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { whileStopped } from '../faults/stopped.ts';
import { appAndLibrary } from '../rig/crate.ts';
import type { WarmDocument } from '../rig/documents.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';
import { WITHOUT_STRACE } from '../support/strace.ts';

const createRig = useRigs();
const WARM = [process.execPath, MAIN_SCRIPT, '--json', 'warm'];

const logOf = (rig: Rig): string => join(rig.temporary, 'trace');
const warm = (rig: Rig, worktree: Worktree, options: readonly string[]) =>
  exec('strace', ['-o', logOf(rig), ...options, ...WARM], { cwd: worktree.path, env: rig.env, statuses: 'any' });

it.skipIf(WITHOUT_STRACE !== '')(`a unit that a collection drops between being looked at and being linked is left to cargo, and nothing is said of the build directory${WITHOUT_STRACE}`, async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const [first, second] = [await rig.addWorktree('w1'), await rig.addWorktree('w2')];
  await warm(rig, first, ['-e', 'trace=statx,link']);
  const calls = readFileSync(logOf(rig), 'utf8').split('\n');
  const linked = calls.findIndex((line) => line.startsWith('link('));
  const blob = /^link\("([^"]+)"/.exec(calls[linked] ?? '')?.[1] ?? '';
  const looks = calls.slice(0, linked).filter((line) => line.startsWith('statx(') && line.includes(`"${blob}"`)).length;
  expect(looks).toBeGreaterThan(0);
  rmSync(logOf(rig));

  const ended = new AbortController();
  const running = warm(rig, second, ['-P', blob, '-e', 'trace=statx', '-e', `inject=statx:signal=STOP:when=${looks}`]).finally(() => ended.abort());
  const act = (): void => {
    const units = join(rig.store, 'v1/units');
    for (const name of readdirSync(units)) rmSync(join(units, name), { recursive: true });
  };
  expect(await whileStopped({ log: logOf(rig), directory: second.path, act, ended: ended.signal })).toBe(true);
  const { status, stdout } = await running;
  const { failure, directories } = JSON.parse(stdout) as WarmDocument & { readonly failure?: unknown };
  expect({ status, failure, placed: directories.map(({ placed }) => placed) }).toEqual({ status: 0, failure: undefined, placed: [0] });
  await second.cargo(['build']);
  expect(await second.run('app')).toBe(await rig.main.run('app'));
});
