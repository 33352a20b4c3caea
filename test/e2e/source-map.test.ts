import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();
const LINE = 2;
const FILES = appAndLibrary({ 'core_lib/src/lib.rs': 'pub fn say() -> String {\n    "first".to_string()\n}\n' });

async function warmed(name = 'b'): Promise<{ rig: Rig; b: Worktree }> {
  const rig = await createRig({ files: FILES });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree(name, { commit: 'HEAD' });
  await b.warm();
  expect(await b.cargo(['build'])).toMatchObject({ compiled: [] });
  return { rig, b };
}

/** What a debugger says to a breakpoint at this worktree's own file, as an editor sets it. */
const DEBUGGERS = {
  gdb: {
    bound: /Breakpoint 1 at 0x/,
    run: (worktree: Worktree, map: string) => {
      const script = join(worktree.target, 'gdb-script');
      writeFileSync(script, `set breakpoint pending off\n${map}\nbreak ${worktree.path}/core_lib/src/lib.rs:${LINE}\n`);
      return ['-q', '-nx', '-batch', '-x', script, join(worktree.target, 'debug/app')];
    },
  },
  lldb: {
    bound: /Breakpoint 1: where = app/,
    run: (worktree: Worktree, map: string) => {
      const script = join(worktree.target, 'lldb-script');
      writeFileSync(script, `${map}\nbreakpoint set --file ${worktree.path}/core_lib/src/lib.rs --line ${LINE}\n`);
      return ['--no-lldbinit', '--batch', '--source', script, join(worktree.target, 'debug/app')];
    },
  },
} as const;

describe.each(['gdb', 'lldb'] as const)('%s', (name) => {
  const { bound, run } = DEBUGGERS[name];
  const missing = spawnSync(name, ['--version']).error !== undefined;

  it.skipIf(missing)(`binds a breakpoint in a unit from another worktree, given the map${missing ? ` (${name} is not installed)` : ''}`, async () => {
    const { rig, b } = await warmed();
    const asked = async (worktree: Worktree, map: string): Promise<string> => {
      const { stdout, stderr } = await exec(name, run(worktree, map), { cwd: worktree.path, env: rig.env, statuses: 'any' });
      return stdout + stderr;
    };
    expect(await asked(rig.main, '')).toMatch(bound);
    expect(await asked(b, ''), 'without a map the hazard is there').not.toMatch(bound);
    const { stdout } = await b.share(['source-map', '--for', name]);
    expect(await asked(b, stdout)).toMatch(bound);
  });
});

it('names every worktree that debug information names, and none where all was built here', async () => {
  const { rig, b } = await warmed('with "quotes" and spaces');
  const map = [{ from: rig.main.path, to: b.path }];
  expect(JSON.parse((await b.share(['--json', 'source-map'])).stdout)).toEqual({ schema: 1, command: 'source-map', worktree: b.path, map });
  const vscode = JSON.parse((await b.share(['source-map', '--for', 'vscode'])).stdout) as object;
  expect(vscode).toEqual({ 'lldb.launch.sourceMap': { [rig.main.path]: b.path } });
  expect((await b.share(['source-map'])).stdout).toContain(`"${b.path.replaceAll('"', '\\"')}"`);
  const own = await rig.main.share(['source-map']);
  expect([own.stdout, own.stderr]).toEqual(['', expect.stringContaining('nothing to map')]);
});
