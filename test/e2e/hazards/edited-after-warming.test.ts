import { appAndLibrary, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

/**
 * A fresh worktree is warmed, something is edited that cargo is not told of, and only then comes the first build: cargo by
 * itself would have read all files as they are then.
 */
function macroThatReads(read: string, files: Files): Files {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'reading']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nreading = { path = "../reading" }\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> String { reading::said!().to_string() }\n',
    'reading/Cargo.toml': manifest('reading', '[lib]\nproc-macro = true\n'),
    'reading/src/lib.rs': `
      #[proc_macro]
      pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let said: String = ${read};
        format!("{:?}", said).parse().unwrap()
      }
    `,
    ...files,
  });
}

const HEAD = 'String::from_utf8(std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap().stdout).unwrap().trim().to_string()';
const fresh = { naive: 'untested' } as const;

testHazard('a file that a macro reads is edited after warming', {
  ...fresh,
  files: macroThatReads('std::fs::read_to_string("assets/one.txt").unwrap()', { 'assets/one.txt': 'one' }),
  afterWarm: (b) => b.write('assets/one.txt', 'of b'),
  compiles: ['app', 'core_lib'],
});

testHazard('a file is added to a directory that a macro lists, after warming', {
  ...fresh,
  files: macroThatReads(
    '{ let mut all: Vec<_> = std::fs::read_dir("assets").unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect(); all.sort(); all.join(" ") }',
    { 'assets/one.txt': 'one' },
  ),
  afterWarm: (b) => b.write('assets/two.txt', 'of b'),
  compiles: ['app', 'core_lib'],
});

testHazard('a file that a macro looks for comes after warming', {
  ...fresh,
  files: macroThatReads('std::fs::read_to_string("assets/one.txt").unwrap_or_default()', { 'assets/other.txt': 'other' }),
  afterWarm: (b) => b.write('assets/one.txt', 'of b'),
  compiles: ['app', 'core_lib'],
});

testHazard('a file that a build script reads untold is edited after warming', {
  ...fresh,
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=SAID={}", std::fs::read_to_string("../words/one.txt").unwrap());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
    'words/one.txt': 'one',
  }),
  afterWarm: (b) => b.write('words/one.txt', 'of b'),
  compiles: ['app', 'core_lib'],
});

testHazard('what the configuration sets is edited after warming', {
  ...fresh,
  files: macroThatReads('std::env::var("WORDS").unwrap()', { '.cargo/config.toml': '[env]\nWORDS = "one"\n' }),
  afterWarm: (b) => b.write('.cargo/config.toml', '[env]\nWORDS = "of b"\n'),
  compiles: ['app', 'core_lib'],
});

testHazard('a commit after warming, and a build script that asks git for it untold', {
  ...fresh,
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=SAID={}", ${HEAD});
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  }),
  async afterWarm(b) {
    await b.git(['commit', '-q', '--allow-empty', '-m', 'Next']);
  },
  compiles: ['app', 'core_lib'],
});

testHazard('a commit after warming, and a macro that asks git for it', {
  ...fresh,
  files: macroThatReads(HEAD, {}),
  async afterWarm(b) {
    await b.git(['commit', '-q', '--allow-empty', '-m', 'Next']);
  },
  compiles: ['app', 'core_lib'],
});

testHazard('an edit after warming, and a build script that asks git whether there is one', {
  ...fresh,
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let out = std::process::Command::new("git").args(["status", "--porcelain", "-uno"]).output().unwrap().stdout;
      println!("cargo:rustc-env=SAID={}", out.len() > 0);
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
    'notes/one.txt': 'one',
  }),
  afterWarm: (b) => b.write('notes/one.txt', 'of b'),
  compiles: ['app', 'core_lib'],
});
