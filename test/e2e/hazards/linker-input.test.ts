import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

/** A library that prints the address that the linker gives a symbol, and a configuration that makes that address absolute. */
function linked(flags: readonly string[], files: Files): Files {
  return appAndLibrary({
    '.cargo/config.toml': `[build]\nrustflags = ${JSON.stringify(['-Crelocation-model=static', ...flags])}\n`,
    'core_lib/src/lib.rs': 'extern "C" { static ANSWER: u8; }\npub fn say() -> usize { unsafe { &raw const ANSWER as usize } }\n',
    ...files,
  });
}

const answer = (value: number): string => `ANSWER = ${value};\n`;
const LINKER = (value: number): string => `#!/bin/sh\nexec cc "$@" -Wl,--defsym=ANSWER=${value}\n`;
const HERE = 'std::env::var("CARGO_MANIFEST_DIR").unwrap()';
const SCRIPT = (body: string): Files => withBuildScript('app', `println!("cargo:rerun-if-changed=build.rs");\n${body}`, '', dependsOn('core_lib'));

testHazard('a linker script that the configuration names differs here', {
  files: linked(['-Clink-arg=answer.ld'], { 'answer.ld': answer(41) }),
  beforeWarm: (b) => b.writeOld('answer.ld', answer(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'linker-input-differs': ['app'] },
});

testHazard('a file that such a linker script includes differs here', {
  files: linked(['-Clink-arg=-Wl,-Tlink/all.ld'], { 'link/all.ld': 'INCLUDE parts/answer.txt\nSECTIONS {} INSERT AFTER .text;\n', 'parts/answer.txt': answer(41) }),
  beforeWarm: (b) => b.writeOld('parts/answer.txt', answer(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'linker-input-differs': ['app'] },
});

testHazard('a program that the configuration names as the linker differs here', {
  files: linked(['-Clinker=./tools/linker.sh'], { 'tools/linker.sh': { executable: LINKER(41) } }),
  beforeWarm: (b) => b.writeOld('tools/linker.sh', LINKER(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'linker-input-differs': ['app'] },
});

testHazard('a linker script that a build script prints differs here', {
  files: linked([], { ...SCRIPT(`println!("cargo:rustc-link-arg={}/../link/answer.ld", ${HERE});`), 'link/answer.ld': answer(41) }),
  beforeWarm: (b) => b.writeOld('link/answer.ld', answer(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'linker-input-differs': ['app'] },
});

testHazard('a library in a directory that a build script prints differs here', {
  files: linked([], {
    ...SCRIPT(`println!("cargo:rustc-link-search=native={}/native", ${HERE}); println!("cargo:rustc-link-lib=dylib=answer");`),
    'app/native/libanswer.so': answer(41),
  }),
  beforeWarm: (b) => b.writeOld('app/native/libanswer.so', answer(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'linker-input-differs': ['app'] },
});

testHazard('a library stands in a directory that the linker looks in first', {
  files: linked(['-Lnative=first'], {
    ...SCRIPT(`println!("cargo:rustc-link-search=native={}/native", ${HERE}); println!("cargo:rustc-link-lib=dylib=answer");`),
    'app/native/libanswer.so': answer(41),
    'first/none.txt': '',
  }),
  beforeWarm: (b) => b.writeOld('first/libanswer.so', answer(42)),
  naive: 'wrong',
  compiles: { atMost: ['app', 'core_lib'] },
  refused: { 'linker-input-differs': ['app', 'core_lib'] },
});

testHazard('a linker script is edited after the build that is saved, and gets an old time', {
  files: linked(['-Clink-arg=answer.ld'], { 'answer.ld': answer(41) }),
  afterBuild: (main) => main.writeOld('answer.ld', answer(42)),
  beforeWarm: (b) => b.writeOld('answer.ld', answer(42)),
  naive: 'wrong',
  compiles: ['app'],
  refused: { 'edited-since': ['app'] },
});

testHazard('a linker script is edited between warming and the first build', {
  files: linked(['-Clink-arg=answer.ld'], { 'answer.ld': answer(41) }),
  afterWarm: (b) => b.write('answer.ld', answer(42)),
  naive: 'untested',
  compiles: ['app'],
});

testHazard('the linker is given what is the same here', {
  files: linked(['-Clink-arg=answer.ld'], {
    ...SCRIPT(`println!("cargo:rustc-link-search=native={}/native", ${HERE}); println!("cargo:rustc-link-lib=dylib=more");`),
    'answer.ld': answer(41),
    'app/native/libmore.so': 'MORE = 1;\n',
  }),
  naive: 'untested',
  compiles: [],
});
