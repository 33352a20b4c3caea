import type { Files } from '../rig/rig.ts';
import { partsNamed } from './parts/all.ts';
import type { Extra } from './parts/part.ts';
import type { History } from './history.ts';

const LOAD = `extern "C" {
    fn dlopen(path: *const u8, flags: i32) -> *mut u8;
    fn dlsym(library: *mut u8, name: *const u8) -> *mut u8;
}

/// Prints what a shared library of the build directory says, if its directory is given.
pub fn probe(name: &str) {
    let Some(directory) = std::env::var_os("CAMPAIGN_LIBRARIES") else { return };
    let path = format!("{}/lib{name}.so\\0", directory.to_str().unwrap());
    let symbol = format!("{name}_value\\0");
    let text = unsafe {
        let library = dlopen(path.as_ptr(), 1);
        if library.is_null() { return println!("probe {name}=not loaded") }
        let function: extern "C" fn() -> *const i8 = std::mem::transmute(dlsym(library, symbol.as_ptr()));
        std::ffi::CStr::from_ptr(function().cast()).to_str().unwrap().to_string()
    };
    println!("probe {name}={text}");
}
`;

const CLI_TEST = `#[test]
fn runs_the_program() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_app")).env_remove("CAMPAIGN_LIBRARIES").output().unwrap();
    println!();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        if let Some(rest) = line.strip_prefix("probe ") { println!("probe exe.{rest}"); }
    }
    println!("probe cli.temporary={}/", env!("CARGO_TARGET_TMPDIR"));
    println!("probe cli={}", "value-501");
}
`;

/** A target beside the program that prints the same. */
const INCLUDING = '#[path = "../src/load.rs"]\nmod load;\n#[path = "../src/probes.rs"]\nmod probes;\nfn main() { probes::all(); }\n';

const packaged = (name: string, rest: string): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${rest}`;

/** All files of the workspace of a history, relative to its root. */
export function workspaceFiles(history: History, gitUrl: string): Files {
  const parts = partsNamed(history.parts);
  const members = ['app', ...parts.flatMap((part) => part.members)];
  const root = [
    `[workspace]\nresolver = "2"\nmembers = [${members.map((name) => `"${name}"`).join(', ')}]\nexclude = ["twins", "patches", "vendor"]\n`,
    `[profile.dev]\ndebug = ${history.debugInfo ? 2 : 0}\ndebug-assertions = true\n`,
    ...parts.map((part) => part.root?.(gitUrl) ?? ''),
  ];
  const config = parts.map((part) => part.config ?? '').join('');
  const dependencies = parts.map((part) => part.dependencies.replaceAll('GIT_URL', gitUrl)).join('');
  return Object.assign(
    {
      'Cargo.toml': root.join('\n'),
      'app/Cargo.toml': packaged('app', `[dependencies]\n${dependencies}\n[[bench]]\nname = "speed"\nharness = false\n`),
      'app/src/main.rs': 'mod load;\nmod probes;\nfn main() { probes::all(); }\n',
      'app/src/load.rs': LOAD,
      'app/src/probes.rs': `pub fn all() {
    println!("probe app={}", "value-502");
    println!("probe profile={}", cfg!(debug_assertions));
${parts.map((part) => part.main).join('')}}
`,
      'app/tests/cli.rs': CLI_TEST,
      'app/examples/ex.rs': INCLUDING,
      'app/benches/speed.rs': INCLUDING,
    },
    ...parts.map((part) => part.files(gitUrl)),
    config === '' ? {} : { '.cargo/config.toml': config },
  ) as Files;
}

/** The files in every workspace that hold a value which reaches the program. */
export const APP_SLOTS = ['app/src/probes.rs', 'app/tests/cli.rs'];

/** Every file of a history that may be edited. */
export function slotsOf(history: Pick<History, 'parts'>): readonly string[] {
  return [...APP_SLOTS, ...partsNamed(history.parts).flatMap((part) => part.slots)];
}

/** Every file of a history that may come and go. */
export function extrasOf(history: History): readonly Extra[] {
  return partsNamed(history.parts).flatMap((part) => part.extras ?? []);
}
