import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { exec } from '../../rig/process.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** Of one commit, git makes work trees that differ: `core_lib` includes a text, the script of `app` lists a folder, reads it, and asks how long history is. */
const FILES = appAndLibrary({
  ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      let mut said: Vec<_> = std::fs::read_dir("../data").unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap()).collect();
      said.sort();
      let log = std::process::Command::new("git").args(["rev-list", "--count", "HEAD"]).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={:?} {}", said, String::from_utf8(log).unwrap().trim());
    `, '', dependsOn('core_lib')),
  'app/src/main.rs': 'fn main() { println!("{} {:?}", env!("SAID"), core_lib::say()); }\n',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../text.txt") }\n',
  'core_lib/text.txt': 'one\ntwo $Id$\n',
  'data/words.txt': 'words\n',
  'data/more.txt': 'more\n',
  'rare/more.txt': 'rare\n',
  '.gitattributes': '*.txt text\n',
});

/** How a worktree comes to be, and what it compiles at most: nothing where all that is read is the same. */
interface Shape {
  readonly make: (rig: Rig) => Promise<Worktree>;
  readonly compiles: readonly string[];
}

let number = 0;
/** Where the next worktree goes: all of them come from one. */
const place = (rig: Rig): string => join(rig.temporary, `w${(number += 1)}`);

/** Added without files, changed by `how`, then filled. */
async function filledLater(rig: Rig, how: readonly (readonly string[])[]): Promise<Worktree> {
  const path = place(rig);
  await rig.main.git(['worktree', 'add', '-q', '--no-checkout', '--detach', path]);
  const b = rig.open(path);
  for (const args of how) await b.git(args);
  await b.git(['reset', '-q', '--hard']);
  return b;
}

async function clone(rig: Rig, ...args: readonly string[]): Promise<Worktree> {
  const path = place(rig);
  await exec('git', ['clone', '-q', ...args, `file://${rig.main.path}`, path], { cwd: rig.temporary, env: rig.env });
  return rig.open(path);
}

const OWN_CONFIG = ['config', 'extensions.worktreeConfig', 'true'];

const SHAPES: Readonly<Record<string, Shape>> = {
  'sparse, without what nobody reads': { make: (rig) => filledLater(rig, [['sparse-checkout', 'set', 'app', 'core_lib', 'data']]), compiles: [] },
  'sparse, without what a script lists': { make: (rig) => filledLater(rig, [['sparse-checkout', 'set', '--no-cone', '/*', '!/data/words.txt']]), compiles: ['app'] },
  'with other ends of lines': { make: (rig) => filledLater(rig, [OWN_CONFIG, ['config', '--worktree', 'core.autocrlf', 'true']]), compiles: ['app', 'core_lib'] },
  'with keywords expanded': {
    make: async (rig) => {
      const b = await filledLater(rig, []);
      b.write('.gitattributes', 'core_lib/text.txt ident\n');
      b.remove('core_lib/text.txt');
      await b.git(['checkout', '--', 'core_lib/text.txt']);
      return b;
    },
    compiles: ['app', 'core_lib'],
  },
  'a shallow clone': { make: (rig) => clone(rig, '--depth=1'), compiles: ['app'] },
  'a clone that fetches files when they are read': { make: (rig) => clone(rig, '--filter=blob:none'), compiles: ['app', 'core_lib'] },
  'with modes of another umask': {
    make: async (rig) => {
      const path = place(rig);
      await exec('sh', ['-c', `umask 077 && git worktree add -q --detach '${path}'`], { cwd: rig.main.path, env: rig.env });
      return rig.open(path);
    },
    compiles: [],
  },
  'with an index of its own': {
    make: async (rig) => {
      const path = place(rig);
      await rig.main.git(['worktree', 'add', '-q', '--detach', path], { env: { GIT_INDEX_FILE: join(rig.temporary, 'index') } });
      return rig.open(path);
    },
    compiles: [],
  },
};

describe.each(TRIED_LAYOUTS)('a worktree of another shape (%s)', (layout) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({ files: FILES, layout });
    await rig.main.git(['config', 'uploadpack.allowFilter', 'true']);
    await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'Second']);
    await rig.main.cargo(['build']);
    await rig.main.share(['init']);
  });

  it.each(Object.entries(SHAPES))('%s', async (_name, { make, compiles }) => {
    const b = await make(rig);
    await b.warm();
    const { compiled } = await b.cargo(['build']);
    expect(compiles).toEqual(expect.arrayContaining([...compiled]));
    const prints = await b.run('app');
    expect((await b.cargo(['build'])).compiled).toEqual([]);
    expect(prints).toBe(await scratchRun(b));
  });
});

/** The environment that git gives to what it runs names the repository, and the index while it commits. */
describe.each(TRIED_LAYOUTS)('cargo below a command of git (%s)', (layout) => {
  it('rebase --exec and bisect run see the program of each commit', async () => {
    const rig = await createRig({ files: FILES, layout });
    const { main } = rig;
    await main.cargo(['build']);
    await main.share(['init']);
    const b = await rig.addWorktree('b');
    for (const word of ['three', 'four', 'five']) {
      b.write('core_lib/text.txt', `${word}\n`);
      await b.commit(word);
    }
    await b.git(['rebase', '-q', '--exec', 'cargo build -q && target/debug/app >>../said', 'HEAD~3', '--force-rebase']);
    expect(lastWords(rig, 'said')).toEqual(['three', 'four', 'five']);
    await b.git(['bisect', 'start', 'HEAD', 'HEAD~3']);
    const bisected = await b.git(['bisect', 'run', 'sh', '-c', 'cargo build -q && target/debug/app | tee -a ../bisected | grep -qvE "four|five"']);
    expect(bisected).toContain('is the first bad commit');
    expect(lastWords(rig, 'bisected')).toContain('four');
    expect((await b.git(['show', '-s', '--format=%s', 'bisect/bad'])).trim()).toBe('four');
    await b.git(['bisect', 'reset']);
    await b.cargo(['build']);
    expect(await b.run('app')).toContain('five');
  });
});

/** The word that each line of a file beside the worktrees holds. */
function lastWords(rig: Rig, name: string): string[] {
  return rig.open(rig.temporary).read(name).trim().split('\n').map((line) => /three|four|five/.exec(line)?.[0] ?? line);
}
