import { writeFileSync } from 'node:fs';
import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const commitNothing = async (worktree: Worktree): Promise<void> => {
  await worktree.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
};

/** `app` has a build script that says what `git <args>` does, by a library of the repository. */
function gitThroughLibrary(...args: readonly string[]): Files {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
    'stamp/Cargo.toml': manifest('stamp'),
    'stamp/src/lib.rs': `pub fn emit() {
      println!("cargo:rerun-if-changed=build.rs");
      let said = std::process::Command::new("git").args(${JSON.stringify(args)}).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said).unwrap().trim());
    }`,
    'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}\n[build-dependencies]\nstamp = { path = "../stamp" }\n`),
    'app/build.rs': 'fn main() { stamp::emit() }\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
    'notes.txt': 'one\n',
  });
}

testHazard('a build script asks git through a library of the repository', {
  files: gitThroughLibrary('rev-list', '--count', 'HEAD'),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a build script asks git through a library, at the same commit', {
  files: gitThroughLibrary('rev-list', '--count', 'HEAD'),
  naive: 'untested',
  compiles: [],
});

testHazard('a tag has been made since, and a build script describes the commit', {
  files: gitThroughLibrary('describe', '--tags', '--always'),
  beforeWarm: async (b) => void (await b.git(['tag', 'v1'])),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a build script asks whether anything is changed, and here something is', {
  files: gitThroughLibrary('diff', '--shortstat'),
  beforeWarm: (b) => b.write('notes.txt', 'two\n'),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a build script asked whether anything is changed, and something was', {
  files: gitThroughLibrary('diff', '--shortstat'),
  async afterBuild(main) {
    main.write('notes.txt', 'two\n');
    await main.cargo(['clean', '-p', 'app']);
    await main.cargo(['build']);
    main.write('notes.txt', 'one\n');
  },
  naive: 'wrong',
  compiles: ['app'],
  refused: { left: ['app'] },
});

/** `app` prints what a macro of the repository's makes of what `git <args>` says. */
function gitInMacro(...args: readonly string[]): Files {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
    'stamp/Cargo.toml': manifest('stamp', '[lib]\nproc-macro = true\n'),
    'stamp/src/lib.rs': `
      #[proc_macro]
      pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let said = std::process::Command::new("git").args(${JSON.stringify(args)}).output().unwrap().stdout;
        format!("{:?}", String::from_utf8(said).unwrap().trim()).parse().unwrap()
      }
    `,
    'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stamp')),
    'app/src/main.rs': 'fn main() { println!("{} {}", stamp::said!(), core_lib::say()); }\n',
  });
}

testHazard('a macro bakes the commit', {
  files: gitInMacro('rev-parse', 'HEAD'),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a macro bakes the commit, at the same commit', {
  files: gitInMacro('rev-parse', 'HEAD'),
  naive: 'untested',
  compiles: [],
});

testHazard('a macro bakes the branch', {
  files: gitInMacro('rev-parse', '--abbrev-ref', 'HEAD'),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a build script runs a program of the repository that asks git', {
  files: appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=count.sh");
      let said = std::process::Command::new("sh").arg("count.sh").output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said).unwrap().trim());
    `, '', dependsOn('core_lib')),
    'app/count.sh': 'git rev-list --count HEAD\n',
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
  }),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

/** As the `ignore` crate does: from `.git`, which in linked worktrees is a file that names another directory, to what is excluded. */
const EXCLUDED: Files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
  'stamp/Cargo.toml': manifest('stamp', '[lib]\nproc-macro = true\n'),
  'stamp/src/lib.rs': `
    use std::{fs::read_to_string, path::{Path, PathBuf}};
    #[proc_macro]
    pub fn excluded(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
      let mut git = PathBuf::from(".git");
      if git.is_file() {
        let own = read_to_string(&git).unwrap().trim_start_matches("gitdir: ").trim().to_string();
        git = Path::new(&own).join(read_to_string(Path::new(&own).join("commondir")).unwrap().trim());
      }
      format!("{}", read_to_string(git.join("info/exclude")).unwrap_or_default().contains("words")).parse().unwrap()
    }
  `,
  'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stamp')),
  'app/src/main.rs': 'fn main() { println!("{} {}", stamp::excluded!(), core_lib::say()); }\n',
});

testHazard('a macro reads what git is told to leave out', {
  files: EXCLUDED,
  afterBuild: commitNothing,
  naive: 'untested',
  compiles: [],
});

testHazard('a macro read what git is told to leave out, which is more now', {
  files: EXCLUDED,
  beforeWarm: async (b) => writeFileSync((await b.git(['rev-parse', '--path-format=absolute', '--git-path', 'info/exclude'])).trim(), 'words\n'),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a tag was made after the build, before anybody has observed the macro that describes the commit', {
  files: gitInMacro('describe', '--tags', '--always'),
  afterBuild: async (main) => void (await main.git(['tag', 'v1'])),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'not-observed': ['app'] },
});

testHazard('a build script looks through the tags by itself, and one has been made since', {
  files: appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      let read = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap().trim().to_string();
      let mut git = std::path::PathBuf::from("../.git");
      if git.is_file() {
        git = read(git).trim_start_matches("gitdir: ").into();
        git = git.join(read(git.join("commondir")));
      }
      let tags: Vec<_> = std::fs::read_dir(git.join("refs/tags")).unwrap().map(|tag| tag.unwrap().file_name()).collect();
      println!("cargo:rustc-env=SAID={tags:?}");
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
  }),
  beforeWarm: async (b) => void (await b.git(['tag', 'v1'])),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a macro looked for a file of git that was not there, and comes after warming', {
  files: appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'stamp']),
    'stamp/Cargo.toml': manifest('stamp', '[lib]\nproc-macro = true\n'),
    'stamp/src/lib.rs': `
      #[proc_macro]
      pub fn packed(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let mut git = std::path::PathBuf::from(".git");
        if let Ok(own) = std::fs::read_to_string(&git) {
          git = own.trim_start_matches("gitdir: ").trim().into();
          git = git.join(std::fs::read_to_string(git.join("commondir")).unwrap().trim());
        }
        git.join("packed-refs").exists().to_string().parse().unwrap()
      }
    `,
    'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'stamp')),
    'app/src/main.rs': 'fn main() { println!("{} {}", stamp::packed!(), core_lib::say()); }\n',
  }),
  afterWarm: async (b) => void (await b.git(['pack-refs', '--all'])),
  naive: 'wrong',
  compiles: ['app'],
});
