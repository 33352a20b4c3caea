import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { exec } from '../../rig/process.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();
const SAYS = (word: string): string => `pub fn say() -> &'static str { "${word}" }\n`;

/** What set-up scripts for new worktrees do, over a target directory that is there already: each writes into files. */
const COPIES: readonly (readonly [string, ...string[]])[] = [
  ['cp', '-r', '../a/target', '.'],
  ['cp', '-Rp', '../a/target', '.'],
  ['rsync', '-r', '--inplace', '../a/target', '.'],
  ['python3', '-c', 'import shutil; shutil.copytree("../a/target", "target", dirs_exist_ok=True)'],
];

describe.each(TRIED_LAYOUTS)('another worktree\'s target directory is copied over a warmed one (%s)', (layout) => {
  it.each(COPIES.filter(([program]) => spawnSync(program, ['--version']).status === 0))('%s %s: a third worktree, and one that comes, stay what they are', async (...copy) => {
    const [command, ...args] = copy.filter((word) => word !== undefined);
    const rig = await createRig({ files: appAndLibrary({ 'core_lib/src/lib.rs': SAYS('old') }), layout });
    await rig.main.cargo(['build']);
    await rig.main.cargo(['test', '--no-run']);
    const [b, c] = [await rig.addWorktree('b'), await rig.addWorktree('c')];
    await b.warm();
    await c.warm();
    rig.main.write('core_lib/src/lib.rs', SAYS('new'));
    await rig.main.cargo(['build']);
    await exec(command ?? '', args, { cwd: b.path, env: rig.env, statuses: 'any' });
    expect((await c.cargo(['build'])).compiled).toEqual([]);
    expect(await c.run('app')).toBe('old\n');
    c.write('app/src/main.rs', 'fn main() { println!("{} again", core_lib::say()); }\n');
    await c.cargo(['build']);
    expect(await c.run('app')).toBe('old again\n');
    const d = await rig.addWorktree('d');
    await d.warm();
    await d.cargo(['build']);
    expect(await d.run('app')).toBe('old\n');
    // And the other way round: the donor's own files, which the store has linked.
    await exec('cp', ['-r', `${c.path}/target`, '.'], { cwd: rig.main.path, env: rig.env, statuses: 'any' });
    const e = await rig.addWorktree('e');
    await e.warm();
    await e.cargo(['build']);
    expect(await e.run('app')).toBe('old\n');
  });
});
