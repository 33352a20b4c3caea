import { spawn, spawnSync } from 'node:child_process';
import { constants, existsSync, openSync, closeSync, promises } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { branchedWorktree } from '../rig/branch.ts';
import { manifest } from '../rig/crate.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Files, type Rig } from '../rig/rig.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** Counts the words of a file; lines with `#` are comments. Also looks at a file of which it tells nobody. */
function script(told: string): string {
  return `fn main() {
    ${told}
    let count = std::fs::read_to_string("data/words.txt").unwrap().lines().filter(|l| !l.starts_with('#')).count();
    let loud = std::fs::read_to_string("notes/loud.txt").unwrap().trim().len() > 8;
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/count.rs"), format!("pub const COUNT: usize = {count}; pub const LOUD: bool = {loud};")).unwrap();
}
`;
}

function files(told: string): Files {
  return {
    'Cargo.toml': '[workspace]\nmembers = ["app", "words"]\nresolver = "2"\n',
    'app/Cargo.toml': manifest('app', '[dependencies]\nwords = { path = "../words" }\n'),
    'app/src/main.rs': 'fn main() { println!("{} {}", words::COUNT, words::LOUD); }\n',
    'words/Cargo.toml': manifest('words'),
    'words/build.rs': script(told),
    'words/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/count.rs"));\n',
    'words/data/words.txt': '# first\none\ntwo\n',
    'words/notes/loud.txt': 'soft\n',
  };
}

const TOLD = 'println!("cargo:rerun-if-changed=data");';

async function built(told: string, layout: (typeof LAYOUTS)[number]): Promise<Rig> {
  const rig = await createRig({ files: files(told), layout });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

/** A script that waits in `# wait` for somebody who writes into the pipe of which `GATE` is the path. */
const WAITING = `if std::fs::read_to_string("data/words.txt").unwrap().starts_with("# wait") { std::fs::read(std::env::var("GATE").unwrap()).unwrap(); }`;

async function compiled(worktree: Worktree): Promise<readonly string[]> {
  return (await worktree.cargo(['build'])).compiled;
}

describe.each(LAYOUTS)('scripts that read something else here (%s)', (layout) => {
  it.each([
    ['a file that is watched', TOLD, { 'words/data/words.txt': '# second\none\ntwo\n' }],
    ['a file of which nobody is told', TOLD, { 'words/notes/loud.txt': 'softer\n' }],
  ])('%s: run by hand, what comes out the same is shared', async (_, told, changes) => {
    const rig = await built(told, layout);
    const b = await branchedWorktree(rig, changes);
    const warmed = await b.share(['warm']);
    expect(warmed.stderr + warmed.stdout).toContain('the build scripts of words');
    expect(await compiled(b)).toEqual([]);
    expect(await b.run('app')).toBe('2 false\n');
    b.write('words/notes/loud.txt', 'as loud as can be\n');
    await b.cargo(['build']);
    b.write('words/data/words.txt', 'one\ntwo\nthree\n');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('3 true\n');
  });

  it('what comes out otherwise is left to cargo', async () => {
    const rig = await built(TOLD, layout);
    const b = await branchedWorktree(rig, { 'words/data/words.txt': '# second\none\n' });
    await b.share(['warm']);
    expect([...(await compiled(b))].sort()).toEqual(['app', 'words']);
    expect(await b.run('app')).toBe('1 false\n');
  });

  it.each(['words/data/words.txt', 'words/notes/loud.txt'])('%s is edited after the script was run again, and before the first build', async (path) => {
    const rig = await built(TOLD, layout);
    const b = await branchedWorktree(rig, { [path]: path.endsWith('loud.txt') ? 'softer\n' : '# second\none\ntwo\n' });
    await b.share(['warm']);
    b.write(path, path.endsWith('loud.txt') ? 'as loud as can be\n' : 'one\n');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe(path.endsWith('loud.txt') ? '2 true\n' : '1 false\n');
  });

  it('`run` does so too, and a hook never', async () => {
    const rig = await built(TOLD, layout);
    const b = await branchedWorktree(rig, { 'words/data/words.txt': '# second\none\ntwo\n' });
    const ran = await b.share(['run', 'build', '-v']);
    expect(ran.stderr).not.toContain('Compiling words');
    expect(ran.stderr).toContain('Fresh words');
    const path = join(rig.temporary, 'c');
    await rig.main.git(['worktree', 'add', '-q', '--detach', path, 'other~0']);
    expect(await compiled(await rig.open(path))).toEqual([]);
  });

  it('what cargo has run here itself is not run once more', async () => {
    const rig = await built(TOLD, layout);
    const b = await branchedWorktree(rig, { 'words/data/words.txt': '# second\none\n' });
    await b.cargo(['build']);
    b.write('words/data/words.txt', '# third\none\ntwo\n');
    const warmed = await b.share(['warm']);
    expect(warmed.stderr + warmed.stdout).not.toContain('the build scripts of words');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('2 false\n');
  });

  it('another script is not run', async () => {
    const rig = await built(TOLD, layout);
    const b = await branchedWorktree(rig, { 'words/build.rs': script(TOLD).replace("'#'", "'o'"), 'words/data/words.txt': '# second\ntwo\n' });
    const warmed = await b.share(['warm']);
    expect(warmed.stderr + warmed.stdout).not.toContain('the build scripts of words');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('2 false\n');
  });

  it('one that hears of another run hears what that says here', async () => {
    const low = {
      'low/Cargo.toml': manifest('low', 'links = "low"\n'),
      'low/build.rs': 'fn main() { println!("cargo:rerun-if-changed=name.txt"); println!("cargo:name={}", std::fs::read_to_string("name.txt").unwrap().trim()); }\n',
      'low/src/lib.rs': '',
      'low/name.txt': 'anna\n',
    };
    const base = files(`${TOLD} let _ = std::env::var("DEP_LOW_NAME").unwrap().len() > 4;`);
    const told = base['words/build.rs']?.toString().replace('trim().len() > 8', 'trim().len() + std::env::var("DEP_LOW_NAME").unwrap().len() > 8') ?? '';
    const rig = await createRig({
      files: { ...base, ...low, 'Cargo.toml': '[workspace]\nmembers = ["app", "low", "words"]\nresolver = "2"\n', 'words/Cargo.toml': manifest('words', '[dependencies]\nlow = { path = "../low" }\n'), 'words/build.rs': told },
      layout,
    });
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
    const b = await branchedWorktree(rig, { 'low/name.txt': 'bernadette\n', 'words/data/words.txt': '# second\none\ntwo\n' });
    await b.share(['warm']);
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('2 true\n');
  });

  it('one that came out the same with another word of a run is not known by the word that was stored', async () => {
    const rig = await createRig({
      files: {
        'Cargo.toml': '[workspace]\nmembers = ["app", "low", "words"]\nresolver = "2"\n',
        'app/Cargo.toml': manifest('app', '[dependencies]\nwords = { path = "../words" }\n'),
        'app/src/main.rs': 'fn main() { println!("{}", words::SUM); }\n',
        'low/Cargo.toml': manifest('low', 'links = "low"\n'),
        'low/build.rs': 'fn main() { println!("cargo:rerun-if-changed=n.txt"); println!("cargo:n={}", std::fs::read_to_string("n.txt").unwrap().trim()); }\n',
        'low/src/lib.rs': '',
        'low/n.txt': '1\n',
        'words/Cargo.toml': manifest('words', '[dependencies]\nlow = { path = "../low" }\n'),
        'words/build.rs': 'fn main() { println!("cargo:rerun-if-changed=x.txt"); let n: u8 = std::env::var("DEP_LOW_N").unwrap().parse().unwrap(); let x: u8 = std::fs::read_to_string("x.txt").unwrap().trim().parse().unwrap(); println!("cargo:rustc-env=SUM={}", n + x); }\n',
        'words/src/lib.rs': 'pub const SUM: &str = env!("SUM");\n',
        'words/x.txt': '1\n',
      },
      layout,
    });
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
    const b = await branchedWorktree(rig, { 'low/n.txt': '2\n', 'words/x.txt': '0\n' });
    await b.share(['warm']);
    const c = await branchedWorktree(rig, { 'words/x.txt': '0\n' }, 'third');
    await c.cargo(['build']);
    expect(await c.run('app')).toBe('1\n');
    await b.cargo(['build']);
    expect(await b.run('app')).toBe('2\n');
  });

  it('one that writes into the tree is left, and has written nothing', async () => {
    const rig = await built(`${TOLD} if std::fs::read_to_string("data/words.txt").unwrap().starts_with("# second") { std::fs::write("../left.txt", "x").unwrap(); }`, layout);
    const b = await branchedWorktree(rig, { 'words/data/words.txt': '# second\none\ntwo\n' });
    await b.share(['warm']);
    expect(existsSync(join(b.path, 'left.txt'))).toBe(false);
    await b.cargo(['build']);
    expect(existsSync(join(b.path, 'left.txt'))).toBe(true);
  });

  it('Ctrl-C ends `run`, the script, and starts no cargo', async () => {
    const rig = await built(`${TOLD} ${WAITING}`, layout);
    const b = await branchedWorktree(rig, { 'words/data/words.txt': '# wait\none\ntwo\n' });
    const gate = join(rig.temporary, 'gate');
    spawnSync('mkfifo', [gate]);
    const child = spawn(process.execPath, [MAIN_SCRIPT, 'run', 'build'], { cwd: b.path, env: { ...rig.env, GATE: gate }, stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      child.once('exit', (status, signal) => { resolve(signal ?? status); });
    });
    const started = await promises.open(gate, 'w');
    child.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
    await started.close();
    expect(existsSync(join(b.path, 'target', 'debug', 'app'))).toBe(false);
    expect(() => { closeSync(openSync(gate, constants.O_WRONLY | constants.O_NONBLOCK)); }).toThrow('ENXIO');
  });
});
