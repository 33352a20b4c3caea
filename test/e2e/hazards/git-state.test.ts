import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Worktree } from '../../rig/worktree.ts';

/** `app` prints what `git <args>` says when its build script runs. */
function gitWorkspace(watch: string, ...args: readonly string[]): ReturnType<typeof appAndLibrary> {
  return appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=${watch}");
      let said = std::process::Command::new("git").args(${JSON.stringify(args)}).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said).unwrap().trim());
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
  });
}

const commitNothing = async (worktree: Worktree): Promise<void> => {
  await worktree.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
};

const head = ['rev-parse', 'HEAD'] as const;

testHazard('a program bakes the commit, undeclared, at the same commit', {
  files: gitWorkspace('build.rs', ...head),
  naive: 'untested',
  compiles: { atMost: ['app'] },
});

testHazard('a program bakes the commit, undeclared, at another commit', {
  files: gitWorkspace('build.rs', ...head),
  beforeWarm: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'observed-differs': ['app'] },
});

testHazard('a program bakes the commit and watches .git, which is a file in a linked worktree', {
  files: gitWorkspace('../.git/HEAD', ...head),
  beforeWarm: commitNothing,
  naive: 'rebuilt',
  compiles: ['app'],
});

testHazard('the donor has moved on to another commit since its build', {
  files: gitWorkspace('build.rs', ...head),
  afterBuild: commitNothing,
  naive: 'wrong',
  compiles: ['app'],
});

testHazard('a program bakes the branch', {
  files: gitWorkspace('build.rs', 'rev-parse', '--abbrev-ref', 'HEAD'),
  naive: 'wrong',
  compiles: ['app'],
});

testHazard('a program bakes that the work tree was dirty', {
  files: gitWorkspace('build.rs', 'describe', '--always', '--dirty', '--exclude=*'),
  beforeWarm: (b) => b.write('notes.txt', ''),
  naive: 'untested',
  compiles: { atMost: ['app'] },
});

testHazard('the donor was dirty when it was built, and this worktree is clean', {
  files: { ...gitWorkspace('build.rs', 'describe', '--always', '--dirty', '--exclude=*'), 'notes.txt': 'one\n' },
  async afterBuild(main) {
    main.write('notes.txt', 'two\n');
    await main.cargo(['clean', '-p', 'app']);
    await main.cargo(['build']);
    main.write('notes.txt', 'one\n');
  },
  naive: 'wrong',
  compiles: ['app'],
});

testHazard('a build script reads the files of .git itself, undeclared', {
  files: appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      let mut place = std::path::PathBuf::from("../.git");
      if place.is_file() {
        let text = std::fs::read_to_string(&place).unwrap();
        place = text.trim().trim_start_matches("gitdir: ").into();
      }
      println!("cargo:rustc-env=SAID={}", std::fs::read_to_string(place.join("HEAD")).unwrap().trim());
    `),
    'app/src/main.rs': 'fn main() { println!("{}", env!("SAID")); }\n',
  }),
  naive: 'wrong',
  compiles: ['app'],
});

testHazard('a program bakes how many commits main is behind, and which branch is followed, both changed after warming', {
  files: appAndLibrary({
    ...gitWorkspace('build.rs', 'rev-list', '--count', 'main..HEAD'),
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let said = std::process::Command::new("git").args(["rev-parse", "--abbrev-ref", "@{u}"]).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said).unwrap().trim());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  }),
  async afterWarm(b) {
    await b.git(['branch', '-q', '-f', 'other']);
    await b.git(['branch', '-q', '-u', 'other']);
    await b.git(['update-ref', 'refs/heads/main', await b.git(['commit-tree', '-m', 'Elsewhere', 'HEAD^{tree}'])]);
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});
