import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

/** A library with C code in it, as a build script compiles it that tells cargo of itself alone. */
function withC(source: string, files: Files): Files {
  return appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let out = std::env::var("OUT_DIR").unwrap();
      let run = |program: &str, args: &[&str]| assert!(std::process::Command::new(program).args(args).status().unwrap().success());
      run("cc", &["-c", "${source}", "-o", &format!("{out}/answer.o")]);
      run("ar", &["crs", &format!("{out}/libanswer.a"), &format!("{out}/answer.o")]);
      println!("cargo:rustc-link-search=native={out}");
      println!("cargo:rustc-link-lib=static=answer");
    `),
    'core_lib/src/lib.rs': 'extern "C" { fn answer() -> i32; }\npub fn say() -> i32 { unsafe { answer() } }\n',
    ...files,
  });
}

const C = '#include "answer.h"\nint answer(void) { return ANSWER; }\n';
const header = (value: number): string => `#define ANSWER ${value}\n`;

testHazard('a header beside the C file that a build script compiles differs here', {
  files: withC('c/answer.c', { 'core_lib/c/answer.c': C, 'core_lib/c/answer.h': header(41) }),
  beforeWarm: (b) => b.writeOld('core_lib/c/answer.h', header(42)),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('a header beside a C file outside the package differs here', {
  files: withC('../c/answer.c', { 'c/answer.c': C, 'c/answer.h': header(41) }),
  beforeWarm: (b) => b.writeOld('c/answer.h', header(42)),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('a build script lists the sources, and there is one more here', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      println!("cargo:rustc-env=COUNT={}", std::fs::read_dir("src").unwrap().count());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("COUNT") }\n',
  }),
  beforeWarm: (b) => b.writeOld('core_lib/src/more.rs', ''),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('a header is edited between warming and the first build', {
  files: withC('c/answer.c', { 'core_lib/c/answer.c': C, 'core_lib/c/answer.h': header(41) }),
  afterWarm: (b) => b.write('core_lib/c/answer.h', header(42)),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('C code that is the same here is not compiled anew, whatever else differs in the package', {
  files: withC('c/answer.c', { 'core_lib/c/answer.c': C, 'core_lib/c/answer.h': header(41), 'core_lib/README.md': 'one' }),
  beforeWarm: (b) => b.write('core_lib/README.md', 'two'),
  naive: 'untested',
  compiles: [],
});
