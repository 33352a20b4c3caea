import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manifest, workspace } from '../../rig/crate.ts';
import { useRigs, type Files } from '../../rig/rig.ts';
import type { RunOptions, Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** One way of asking: a member whose build script, or whose macro, bakes `said`, and what makes the answer another one in another worktree. */
interface Way {
  readonly by: 'script' | 'macro';
  /** A Rust expression of type String. The working directory of scripts is the member's, that of macros the worktree's. */
  readonly said: string;
  readonly files?: Files;
  readonly differs: (b: Worktree) => void | Promise<void>;
}

const README = 'std::fs::metadata("../README.md").unwrap().len().to_string()';

const variable = (name: string): string => `std::env::var("${name}").unwrap_or_default()`;
const read = (path: string): string => `std::fs::read_to_string("${path}").unwrap_or_default()`;
/** The shell does. */
const differs = (): void => undefined;

const WAYS: Readonly<Record<string, Way>> = {
  size_of_a_file: { by: 'script', said: README, differs: (b) => b.writeOld('README.md', 'longer') },
  size_told_to_a_macro: { by: 'macro', said: README.replace('../', ''), differs: (b) => b.writeOld('README.md', 'longer') },
  rights: {
    by: 'script',
    said: '{ use std::os::unix::fs::PermissionsExt; (std::fs::metadata("tool.sh").unwrap().permissions().mode() & 0o111).to_string() }',
    files: { 'rights/tool.sh': '' },
    differs: (b) => chmodSync(join(b.path, 'rights/tool.sh'), 0o755),
  },
  made_only_once: {
    by: 'script',
    said: `{
      let made = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap()).join("made");
      if !made.exists() { std::fs::copy("words.txt", &made).unwrap(); }
      std::fs::read_to_string(made).unwrap()
    }`,
    files: { 'made_only_once/words.txt': 'one' },
    differs: (b) => b.writeOld('made_only_once/words.txt', 'of b'),
  },
  behind_a_link_of_proc: { by: 'script', said: read('/proc/self/cwd/words.txt'), files: { 'behind_a_link_of_proc/words.txt': 'one' }, differs: (b) => b.writeOld('behind_a_link_of_proc/words.txt', 'of b') },
  behind_an_open_directory: {
    by: 'macro',
    said: '{ use std::os::fd::AsRawFd; let here = std::fs::File::open(".").unwrap(); std::fs::read_to_string(format!("/proc/self/fd/{}/opened.txt", here.as_raw_fd())).unwrap() }',
    files: { 'opened.txt': 'one' },
    differs: (b) => b.writeOld('opened.txt', 'of b'),
  },
  of_the_root_that_holds_git: {
    by: 'macro',
    said: `{
      let here = std::env::current_dir().unwrap();
      let root = here.ancestors().find(|at| at.join(".git").exists()).unwrap();
      std::fs::read_to_string(root.join("rooted.txt")).unwrap()
    }`,
    files: { 'rooted.txt': 'one' },
    differs: (b) => b.writeOld('rooted.txt', 'of b'),
  },
  of_the_root_that_holds_git_for_a_script: {
    by: 'script',
    said: `{
      let here = std::env::current_dir().unwrap();
      let root = here.ancestors().find(|at| at.join(".git").exists()).unwrap();
      std::fs::read_to_string(root.join("rooted.txt")).unwrap()
    }`,
    differs,
  },
  looked_for_by_a_script: { by: 'script', said: read('local.env'), differs: (b) => b.writeOld('looked_for_by_a_script/local.env', 'of b') },
  looked_for_by_a_macro: { by: 'macro', said: read('local.env'), differs: (b) => b.writeOld('local.env', 'of b') },
  looked_for_above_out_dir: {
    by: 'script',
    said: `{
      let mut at = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap());
      let mut found = String::new();
      while at.pop() && found.is_empty() { found = std::fs::read_to_string(at.join(".words")).unwrap_or_default(); }
      found
    }`,
    differs,
  },
  variable_that_begins_as_gits: { by: 'script', said: variable('GIT_COMMIT'), differs },
  variable_of_the_shell: { by: 'macro', said: variable('GIT_SHA'), differs },
  variable_in_a_shell_script: {
    by: 'script',
    said: 'String::from_utf8(std::process::Command::new("sh").arg("say.sh").output().unwrap().stdout).unwrap().trim().to_string()',
    files: { 'variable_in_a_shell_script/say.sh': '. ./words.sh\n', 'variable_in_a_shell_script/words.sh': 'echo "${WORDS-none}"\n' },
    differs,
  },
  variable_told_by_a_program: {
    by: 'script',
    said: 'String::from_utf8(std::process::Command::new("printenv").arg("WORDS").output().unwrap().stdout).unwrap().trim().to_string()',
    differs,
  },
  program_that_is_not_in_path: {
    by: 'script',
    said: `std::process::Command::new("say-words").env("PATH", std::env::var("CARGO_MANIFEST_DIR").unwrap() + "/tools:/usr/bin:/bin").output()
      .map_or("nobody says anything".to_string(), |output| String::from_utf8(output.stdout).unwrap().trim().to_string())`,
    differs: (b) => {
      b.writeOld('program_that_is_not_in_path/tools/say-words', '#!/bin/sh\necho of b\n');
      chmodSync(join(b.path, 'program_that_is_not_in_path/tools/say-words'), 0o755);
    },
  },
  variable_that_scripts_get_of_cargo: { by: 'macro', said: variable('PROFILE'), differs },
};

/** Nobody knows which variables they will find elsewhere. */
const LOOKING_THROUGH: Readonly<Record<string, Way>> = {
  variables_that_awk_looks_through: {
    by: 'script',
    said: `String::from_utf8(std::process::Command::new("awk").arg("BEGIN { for (k in ENVIRON) if (k ~ /^WOR/) print ENVIRON[k] }").output().unwrap().stdout).unwrap().trim().to_string()`,
    differs,
  },
  variables_that_perl_looks_through: {
    by: 'macro',
    said: `String::from_utf8(std::process::Command::new("perl").args(["-e", "print map { $ENV{$_} } grep { /^WOR/ } keys %ENV"]).output().unwrap().stdout).unwrap()`,
    differs,
  },
};

/** In the shells of the first worktree and of the others at its state; and in that of `b`. */
const ALIKE = { env: { GIT_SHA: 'one', PROFILE: 'one' } };
const OF_B = { env: { WORDS: 'of b', GIT_COMMIT: 'of b', GIT_SHA: 'of b', PROFILE: 'of b' } };

function memberOf(name: string, { by, said, files = {} }: Way): Files {
  const common = { ...files, [`${name}/src/lib.rs`]: 'pub const SAID: &str = env!("SAID");\n' };
  if (by === 'script') {
    return {
      ...common,
      [`${name}/Cargo.toml`]: manifest(name),
      [`${name}/build.rs`]: `fn main() { let said: String = ${said}; println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=SAID={said}"); }\n`,
    };
  }
  return {
    ...common,
    [`${name}/Cargo.toml`]: manifest(name, `[dependencies]\n${name}_macro = { path = "macro" }\n`),
    [`${name}/src/lib.rs`]: `pub const SAID: &str = ${name}_macro::said!();\n`,
    [`${name}/macro/Cargo.toml`]: manifest(`${name}_macro`, '[lib]\nproc-macro = true\n'),
    [`${name}/macro/src/lib.rs`]: `#[proc_macro] pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream { let said: String = ${said}; format!("{said:?}").parse().unwrap() }\n`,
  };
}

function workspaceOf(ways: Readonly<Record<string, Way>>): Files {
  const names = Object.keys(ways);
  return {
    'Cargo.toml': workspace(['app', 'assembled', ...names]),
    'README.md': 'one',
    'blob.txt': 'one',
    'assembled/Cargo.toml': manifest('assembled'),
    'assembled/src/main.rs': `
      std::arch::global_asm!(".data", ".globl blob", "blob: .incbin \\"blob.txt\\"", ".byte 0", ".text");
      unsafe extern "C" { static blob: std::ffi::c_char; }
      fn main() { println!("{:?}", unsafe { std::ffi::CStr::from_ptr(&raw const blob) }); }
    `,
    'app/Cargo.toml': manifest('app', `[dependencies]\n${names.map((name) => `${name} = { path = "../${name}" }\n`).join('')}`),
    'app/src/main.rs': `fn main() {\n  unsafe { std::arch::asm!("nop") };\n${names.map((name) => `  println!("${name} {}", ${name}::SAID);\n`).join('')}}\n`,
    ...Object.assign({}, ...Object.entries(ways).map(([name, way]) => memberOf(name, way))),
  };
}

test('what a build script or a macro asks for otherwise than by opening a file', async () => {
  const rig = await createRig({ files: workspaceOf(WAYS), layout: 'unit-dirs' });
  await rig.main.cargo(['build'], ALIKE);
  await rig.main.share(['save'], ALIKE);
  const same = await rig.addWorktree('same');
  await same.warm([], ALIKE);
  // What the assembler reads is not seen; code without such words lets it read nothing.
  expect(await same.cargo(['build'], ALIKE)).toMatchObject({ compiled: ['assembled'] });
  const b = await rig.addWorktree('b');
  b.writeOld('blob.txt', 'of b');
  for (const way of Object.values(WAYS)) await way.differs(b);
  await b.warm([], OF_B);
  await expectAsFromScratch(b, OF_B);

  const late = await rig.addWorktree('late');
  await late.warm([], ALIKE);
  for (const path of ['looked_for_by_a_script/local.env', 'local.env']) late.write(path, 'came after warming');
  await expectAsFromScratch(late, ALIKE);

  // A build from scratch would take the target directory away, and the file with it.
  const found = await rig.addWorktree('found');
  found.writeOld('target/.words', 'there before warming');
  await found.warm([], ALIKE);
  same.write('target/.words', 'came later');
  for (const [worktree, words] of [[found, 'there before warming'], [same, 'came later']] as const) {
    await worktree.cargo(['build'], ALIKE);
    expect(await worktree.run('app')).toContain(`looked_for_above_out_dir ${words}\n`);
  }
});

async function expectAsFromScratch(worktree: Worktree, shell: RunOptions): Promise<void> {
  const build = async (): Promise<string> => {
    await worktree.cargo(['build'], shell);
    return (await worktree.run('app')) + (await worktree.run('assembled'));
  };
  expect(await build()).toBe(await worktree.fromScratch(build));
}

test('what looks through all variables is left to cargo', async () => {
  const rig = await createRig({ files: workspaceOf(LOOKING_THROUGH), layout: 'unit-dirs' });
  await rig.main.cargo(['build'], ALIKE);
  await rig.main.share(['save'], ALIKE);
  const b = await rig.addWorktree('b');
  await b.warm([], OF_B);
  await expectAsFromScratch(b, OF_B);
});

test('a variable of the shell, before anything was observed', async () => {
  const { variable_of_the_shell, variable_that_begins_as_gits } = WAYS;
  const rig = await createRig({ files: workspaceOf({ variable_of_the_shell: variable_of_the_shell!, variable_that_begins_as_gits: variable_that_begins_as_gits! }), layout: 'unit-dirs' });
  await rig.main.share(['init']);
  await rig.main.cargo(['build'], ALIKE);
  await rig.main.git(['worktree', 'add', '-q', '../b'], ALIKE);
  const b = rig.open(join(rig.temporary, 'b'));
  expect(await b.cargo(['build'], OF_B)).toMatchObject({ compiled: ['app', 'variable_of_the_shell', 'variable_that_begins_as_gits'] });
  expect(await b.run('app')).toContain('variable_of_the_shell of b\n');
});
