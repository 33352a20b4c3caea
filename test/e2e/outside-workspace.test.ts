import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest } from '../rig/crate.ts';
import { LAYOUTS } from '../rig/layout.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Files, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** Two workspaces beside each other, no manifest above them, and two packages that lie in neither. */
const FILES: Files = {
  'server/Cargo.toml': `[workspace]\n${manifest('server', '[dependencies]\nwords = { path = "../common/words" }\nitoa = "1"\n')}`,
  'server/src/main.rs': 'fn main() { println!("server {} {}", words::say(3), itoa::Buffer::new().format(7)); }\n#[test] fn says() { assert_eq!(words::say(1), "one of base: 1"); }\n',
  'tool/Cargo.toml': `[workspace]\n${manifest('tool', '[dependencies]\nwords = { path = "../common/words", features = ["loud"] }\n')}`,
  'tool/src/main.rs': 'fn main() { println!("tool {}", words::say(4)); }\n',
  'common/words/Cargo.toml': manifest('words', '[features]\nloud = []\n[dependencies]\nbase = { path = "../base" }\n'),
  'common/words/src/lib.rs': 'pub fn say(n: u32) -> String { if cfg!(feature = "loud") { format!("ONE OF {}: {n}", base::NAME) } else { format!("one of {}: {n}", base::NAME) } }\n',
  'common/base/Cargo.toml': manifest('base'),
  'common/base/src/lib.rs': 'pub const NAME: &str = "base";\n',
};
const SERVER = { directory: 'server' };
const TOOL = { directory: 'tool' };

async function built(rig: Rig): Promise<void> {
  await rig.main.cargo(['build'], SERVER);
  await rig.main.cargo(['build'], TOOL);
  await rig.main.git(['add', '-A']);
  await rig.main.git(['commit', '-q', '-m', 'Lock files']);
  await rig.main.share(['init']);
}

async function added(rig: Rig, name: string): Promise<Worktree> {
  const path = join(rig.temporary, name);
  await rig.main.git(['worktree', 'add', '-q', '--detach', path]);
  return rig.open(path);
}

async function says(rig: Rig, { path }: Worktree, program: 'server' | 'tool'): Promise<string> {
  return (await exec(join(path, program, 'target/debug', program), [], { cwd: path, env: rig.env })).stdout;
}

async function bothSay(rig: Rig, worktree: Worktree): Promise<readonly string[]> {
  return [await says(rig, worktree, 'server'), await says(rig, worktree, 'tool')];
}

async function compiled(worktree: Worktree, args: readonly string[] = ['build']): Promise<readonly string[]> {
  return [...(await worktree.cargo(args, SERVER)).compiled, ...(await worktree.cargo(args, TOOL)).compiled];
}

describe.each(LAYOUTS)('packages outside of the workspace root (%s)', (layout) => {
  it('a fresh worktree compiles nothing in either workspace, whatever it is called, and gives on what it was given', async () => {
    const rig = await createRig({ files: FILES, layout });
    await built(rig);
    const b = await added(rig, 'b');
    expect(await compiled(b)).toEqual([]);
    expect(await bothSay(rig, b)).toEqual(['server one of base: 3 7\n', 'tool ONE OF base: 4\n']);
    // On another machine the names are computed by what the compiler said here.
    await rig.main.share(['export', '../units']);
    const path = join(rig.temporary, 'second');
    await exec('git', ['clone', '-q', rig.main.path, path], { cwd: rig.temporary, env: rig.env });
    const [second, env] = [rig.open(path), { CARGO_SHARE_STORE: join(rig.temporary, 'another store') }];
    await second.share(['import', '--unsigned', '../units'], { env });
    await second.share(['warm'], { env });
    expect(await compiled(second)).toEqual([]);
    expect(await bothSay(rig, second)).toEqual(await bothSay(rig, b));
    const c = await added(rig, 'with a space & more');
    expect(await compiled(c)).toEqual([]);
    expect(await bothSay(rig, c)).toEqual(await bothSay(rig, b));
    rig.main.remove('server/target');
    rig.main.remove('tool/target');
    expect(await compiled(await added(rig, 'd'))).toEqual([]);
  });

  it('each worktree runs what it holds: edits before the first build and after it, in one package or the other', async () => {
    const rig = await createRig({ files: FILES, layout });
    await built(rig);
    const b = await added(rig, 'b');
    b.write('common/base/src/lib.rs', 'pub const NAME: &str = "b";\n');
    expect(await compiled(b)).toEqual(['base', 'server', 'words', 'base', 'tool', 'words']);
    expect(await bothSay(rig, b)).toEqual(['server one of b: 3 7\n', 'tool ONE OF b: 4\n']);
    const c = await added(rig, 'c');
    expect(await compiled(c)).toEqual([]);
    c.write('common/words/src/lib.rs', 'pub fn say(n: u32) -> String { format!("c of {}: {n}", base::NAME) }\npub fn more<T: Into<u64>>(n: T) -> u64 { n.into() }\n');
    c.write('tool/src/main.rs', 'fn main() { println!("tool {} {}", words::say(4), words::more(5u8)); }\n');
    expect(await compiled(c)).toEqual(['server', 'words', 'tool', 'words']);
    expect(await bothSay(rig, c)).toEqual(['server c of base: 3 7\n', 'tool c of base: 4 5\n']);
    expect(await bothSay(rig, b)).toEqual(['server one of b: 3 7\n', 'tool ONE OF b: 4\n']);
  });

  it('so do checks, releases and tests', async () => {
    const rig = await createRig({ files: FILES, layout });
    const commands = [['check'], ['test', '--no-run'], ['build', '--release']];
    for (const command of commands) for (const place of [SERVER, TOOL]) await rig.main.cargo(command, place);
    await built(rig);
    const b = await added(rig, 'b');
    for (const command of commands) expect([command, await compiled(b, command)]).toEqual([command, []]);
    expect((await b.cargo(['test'], SERVER)).stdout).toContain('1 passed');
  });

  it('what holds the directory is left to cargo: a panic points into the worktree whose program it is', async () => {
    const panics = { ...FILES, 'common/words/src/lib.rs': 'pub fn say(n: u32) -> String { if n == 3 { panic!("three") } else { base::NAME.to_string() } }\n' };
    const rig = await createRig({ files: panics, layout });
    await built(rig);
    const b = await added(rig, 'b');
    expect(await compiled(b)).toEqual(['server', 'words', 'tool', 'words']);
    const ran = await exec(join(b.path, 'server/target/debug/server'), [], { cwd: b.path, env: rig.env, statuses: 'any' });
    expect(ran.stderr).toContain(`panicked at ${b.path}/common/words/src/lib.rs:1:`);
  });
});
