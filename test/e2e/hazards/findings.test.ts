import { mkdirSync, renameSync, symlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { useRigs } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const commitNothing = async (worktree: Worktree): Promise<void> => {
  await worktree.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
};

// F1
testHazard('F1 a build script asks git through a helper crate of the repository and prints only the branch', {
  files: appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
    'stamp/Cargo.toml': manifest('stamp'),
    'stamp/src/lib.rs': `pub fn emit() {
      println!("cargo:rerun-if-changed=build.rs");
      let said = std::process::Command::new("git").args(["rev-list", "--count", "HEAD"]).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said).unwrap().trim());
    }`,
    'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}\n[build-dependencies]\nstamp = { path = "../stamp" }\n`),
    'app/build.rs': 'fn main() { stamp::emit() }\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
  }),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
});

// F2
testHazard('F2 a macro bakes the commit', {
  files: appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
    'stamp/Cargo.toml': manifest('stamp', '[lib]\nproc-macro = true\n'),
    'stamp/src/lib.rs': `
      #[proc_macro]
      pub fn commit(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let said = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap().stdout;
        format!("{:?}", String::from_utf8(said).unwrap().trim()).parse().unwrap()
      }
    `,
    'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stamp')),
    'app/src/main.rs': 'fn main() { println!("{} {}", stamp::commit!(), core_lib::say()); }\n',
  }),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
});

// F4
const macro = (read: string): string => `
  #[proc_macro]
  pub fn items(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    format!("{:?}", std::fs::read_to_string(${JSON.stringify(read)}).unwrap()).parse().unwrap()
  }
`;
const macroFiles = (read: string, file: string): ReturnType<typeof appAndLibrary> =>
  appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'listing']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nlisting = { path = "../listing" }\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> String { listing::items!().to_string() }\n',
    [file]: 'one',
    'listing/Cargo.toml': manifest('listing', '[lib]\nproc-macro = true\n'),
    'listing/src/lib.rs': macro(read),
  });

testHazard('F4 a macro reads a file outside its package that differs here', {
  files: macroFiles('assets/one.txt', 'assets/one.txt'),
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('F5 a macro reads a .rs file that is not compiled and differs here', {
  files: macroFiles('core_lib/queries/one.rs', 'core_lib/queries/one.rs'),
  beforeWarm: (b) => b.writeOld('core_lib/queries/one.rs', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

// F9
const linked = appAndLibrary({
  'data1/words.txt': 'one',
  'data2/words.txt': 'two',
  'core_lib/data': { symlink: '../data1' },
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../data/words.txt") }\n',
});
testHazard('F9a the donor\'s directory link was pointed elsewhere after its build', {
  files: linked,
  async afterBuild(main) {
    rmSync(join(main.path, 'core_lib/data'));
    symlinkSync('../data2', join(main.path, 'core_lib/data'));
    await main.commit('Point at two');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});
testHazard('F9b the donor\'s directory was exchanged with an older one after its build', {
  files: appAndLibrary({
    'core_lib/data/words.txt': 'one',
    'core_lib/data2/words.txt': 'two',
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../data/words.txt") }\n',
  }),
  async afterBuild(main) {
    renameSync(join(main.path, 'core_lib/data'), join(main.path, 'core_lib/data1'));
    renameSync(join(main.path, 'core_lib/data2'), join(main.path, 'core_lib/data'));
    await main.commit('Exchange');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

const createRig = useRigs();
it('F3 linked to linked: a script watches its own git directory', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      ...withBuildScript('app', `
        let git = |args: &[&str]| String::from_utf8(std::process::Command::new("git").args(args).output().unwrap().stdout).unwrap().trim().to_string();
        println!("cargo:rerun-if-changed={}/logs/HEAD", git(&["rev-parse", "--absolute-git-dir"]));
        println!("cargo:rustc-env=SAID={}", git(&["rev-parse", "HEAD"]));
      `, '', dependsOn('core_lib')),
      'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
    }),
  });
  const one = await rig.addWorktree('one', { commit: 'HEAD' });
  await one.cargo(['build']);
  await one.save();
  const b = await rig.addWorktree('b', { commit: 'HEAD' });
  const warm = await b.warm();
  const first = await b.cargo(['build']);
  await commitNothing(b);
  await b.cargo(['build']);
  expect((await b.run('app')).trim()).toBe(`${await b.git(['rev-parse', 'HEAD'])} first`);
});

it('F14 a source that lies in the target directory and differs here', async () => {
  const rig = await createRig({
    files: appAndLibrary({ 'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../../target/gen.txt") }\n' }),
  });
  mkdirSync(rig.main.target);
  rig.main.write('target/gen.txt', 'one');
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  b.writeOld('target/gen.txt', 'of b');
  await b.warm();
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('of b\n');
});
