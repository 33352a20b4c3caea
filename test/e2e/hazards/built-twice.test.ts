import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest } from '../../rig/crate.ts';
import { useGitPackages } from '../../rig/git-package.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Files, type Rig } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const { publish, cargoHome } = useGitPackages();

/** Cargo builds it to the same bytes for all worktrees, and records nothing of what it reads. */
const url = publish('reads', {
  'reads/Cargo.toml': manifest('reads', '[lib]\nproc-macro = true\n'),
  'reads/src/lib.rs': `
    #[proc_macro]
    pub fn words(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
      let root = std::env::var("CARGO_MANIFEST_DIR").unwrap();
      format!("{:?}", std::fs::read_to_string(root + "/../words.txt").unwrap()).parse().unwrap()
    }
  `,
});
const READS = `reads = { git = "${url}" }\n`;

const FILES: Readonly<Record<string, Files>> = {
  'a program': appAndLibrary({
    'app/Cargo.toml': manifest('app', `[dependencies]\n${READS}`),
    'app/src/main.rs': 'fn main() { println!("{}", reads::words!()); }\n',
    'words.txt': 'one',
  }),
  'a build script': appAndLibrary({
    'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}[build-dependencies]\n${READS}`),
    'app/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs\\ncargo:rustc-env=SAID={}", reads::words!()); }\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
    'words.txt': 'one',
  }),
};

/** Two worktrees that were there, and built, before anything was shared. */
async function twoWorktrees(files: Files, layout: (typeof LAYOUTS)[number]): Promise<{ rig: Rig; b: Worktree }> {
  const rig = await createRig({ files, layout, env: { CARGO_HOME: cargoHome } });
  return { rig, b: await rig.addWorktree('b') };
}

const headOf = async (worktree: Worktree): Promise<string> => (await worktree.git(['rev-parse', 'HEAD'])).trim();

describe.each(Object.entries(FILES))('%s, built in two worktrees from the same, but for what its macro reads', (name, files) => {
  const layout = LAYOUTS[name.length % 2]!;

  it('one of them can no longer be observed', async () => {
    const { rig, b } = await twoWorktrees(files, layout);
    b.write('words.txt', 'two');
    await b.commit('Two');
    await rig.main.cargo(['build']);
    await b.cargo(['build']);
    rig.main.write('words.txt', 'one');
    await rig.main.share(['init']);
    const trip = await warmAndCompare(await rig.addWorktree('c', { commit: await headOf(b) }));
    expect(trip.prints).toBe(trip.scratch);
    expect(trip.build.compiled).toEqual([]);
  });

  it('one was edited before the other one was built', async () => {
    const { rig, b } = await twoWorktrees(files, layout);
    await b.cargo(['build']);
    b.write('words.txt', 'two');
    await b.commit('Two');
    await rig.main.cargo(['build']);
    rig.main.write('words.txt', 'one');
    await rig.main.share(['init']);
    const trip = await warmAndCompare(await rig.addWorktree('c', { commit: await headOf(b) }));
    expect(trip.prints).toBe(trip.scratch);
    expect(trip.build.compiled).not.toEqual([]);
  });
});
