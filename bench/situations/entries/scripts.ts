import { app, bothWays, committed } from '../../matrix/entry.ts';
import type { Situation } from '../situation.ts';

/** Prints what the script told rustc. */
const PRINTS = 'fn main() { println!("{}", env!("SAID")); }';

function script(body: string): string {
  return `use std::{fs, env};\nfn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n${body}\n}`;
}

function says(expression: string): string {
  return `    println!("cargo:rustc-env=SAID={}", ${expression});`;
}

/** Build scripts of everyday code that name one input to cargo, and read others. */
export const SCRIPTS: readonly Situation[] = [
  {
    name: 'a script reads a file whose path it puts together',
    files: app({
      script: script(`    let dir = env::var("CARGO_MANIFEST_DIR").unwrap();\n${says('fs::read_to_string(format!("{dir}/data/words.txt")).unwrap().trim()')}`),
      main: PRINTS,
      files: { 'data/words.txt': 'one\n' },
    }),
    changes: [committed('the file', { 'data/words.txt': 'changed\n' })],
  },
  {
    name: 'a script lists a folder',
    files: app({
      script: script(`    let mut names: Vec<_> = fs::read_dir("assets").unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();\n    names.sort();\n${says('names.join(" ")')}`),
      main: PRINTS,
      files: { 'assets/one.txt': 'one\n' },
    }),
    changes: [committed('a new file in the folder', { 'assets/two.txt': 'two\n' })],
  },
  {
    name: 'a script asks whether a file is there',
    files: app({ script: script(says('fs::exists("local.toml").unwrap()')), main: PRINTS }),
    changes: [committed('a file that was absent', { 'local.toml': '' })],
  },
  {
    name: 'a script reads a field of the manifest by its variable',
    files: app({ fields: 'license = "MIT"', script: script(says('env::var("CARGO_PKG_LICENSE").unwrap()')), main: PRINTS }),
    changes: [committed('the license', app({ fields: 'license = "Apache-2.0"', main: PRINTS }) as Record<string, string>)],
  },
  {
    name: 'a script reads a variable of the shell',
    files: app({ script: script(says('env::var("CHANNEL").unwrap_or_default()')), main: PRINTS }),
    changes: [
      { input: 'the variable', by: 'shell', env: { CHANNEL: 'beta' } },
      committed("the variable in cargo's configuration", { '.cargo/config.toml': '[env]\nCHANNEL = "nightly"\n' }),
    ],
  },
  {
    name: 'a script starts a program that reads a file',
    files: app({
      script: script(`    let out = std::process::Command::new("sh").args(["tools/generate.sh"]).output().unwrap();\n${says('String::from_utf8(out.stdout).unwrap().trim()')}`),
      main: PRINTS,
      files: { 'tools/generate.sh': '. tools/words.sh\necho "$WORD"\n', 'tools/words.sh': 'WORD=one\n' },
    }),
    changes: [committed('a file that the program reads', { 'tools/words.sh': 'WORD=changed\n' })],
  },
  {
    name: "a script writes git's commit and branch",
    files: app({
      script: script(`    let ask = |args: &[&str]| String::from_utf8(std::process::Command::new("git").args(args).output().unwrap().stdout).unwrap().trim().to_string();\n${says('ask(&["rev-parse", "HEAD"]) + " " + &ask(&["rev-parse", "--abbrev-ref", "HEAD"])')}`),
      main: PRINTS,
    }),
    changes: [committed('a new commit', {}), { input: 'the branch', by: 'branch' }],
  },
  {
    name: "a script writes the directory's path",
    files: app({ script: script(says('env::current_dir().unwrap().display()')), main: PRINTS }),
    changes: [],
  },
  {
    name: 'a script leaves a file beside the program',
    files: app({
      script: script('    let word = fs::read_to_string("word.txt").unwrap();\n    let out = std::path::PathBuf::from(env::var("OUT_DIR").unwrap());\n    let beside = out.ancestors().find(|dir| dir.ends_with("build")).unwrap().parent().unwrap();\n    fs::write(beside.join("word.txt"), word).unwrap();\n    println!("cargo:rerun-if-changed=word.txt");'),
      main: 'fn main() { let exe = std::env::current_exe().unwrap(); println!("{:?}", std::fs::read_to_string(exe.with_file_name("word.txt")).ok()); }',
      files: { 'word.txt': 'one\n' },
    }),
    changes: [committed('what is in it', { 'word.txt': 'changed\n' })],
  },
  {
    name: 'a script writes a source file that git ignores',
    files: {
      ...app({
        script: script('    fs::write("src/generated.rs", format!("pub const WORD: &str = {:?};\\n", fs::read_to_string("word.txt").unwrap())).unwrap();\n    println!("cargo:rerun-if-changed=word.txt");'),
        main: 'mod generated;\nfn main() { println!("{}", generated::WORD); }',
        files: { 'word.txt': 'one\n' },
      }),
      '.gitignore': 'target\nsrc/generated.rs\n',
    },
    changes: [...bothWays('what is in it', { 'word.txt': 'changed\n' })],
  },
];
