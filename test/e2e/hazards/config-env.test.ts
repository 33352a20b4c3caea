import { appAndLibrary, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

const CONFIG = '.cargo/config.toml';
const env = (value: string): string => `[env]\nWORDS = "${value}"\n`;

const script = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=SAID={}", std::env::var("WORDS").unwrap());
  `),
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  [CONFIG]: env('one'),
});

/** `core_lib` says what a macro finds in the environment. */
function macroThatAsks(read: string): Files {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'asking']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nasking = { path = "../asking" }\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> String { asking::said!().to_string() }\n',
    'asking/Cargo.toml': manifest('asking', '[lib]\nproc-macro = true\n'),
    'asking/src/lib.rs': `
      #[proc_macro]
      pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        format!("{:?}", ${read}).parse().unwrap()
      }
    `,
    [CONFIG]: env('one'),
  });
}

testHazard('a build script asks for a variable that the configuration sets, and to another value here', {
  files: script,
  beforeWarm: (b) => b.writeOld(CONFIG, env('of b')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a build script asks for a variable that the configuration set to another value when it ran', {
  files: script,
  async afterBuild(main) {
    main.writeOld(CONFIG, env('later'));
    await main.commit('Later');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});

testHazard('a macro asks for a variable that the configuration sets, and to another value here', {
  files: macroThatAsks('std::env::var("WORDS").unwrap()'),
  beforeWarm: (b) => b.writeOld(CONFIG, env('of b')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a macro asks for a variable by a name that it puts together', {
  files: macroThatAsks('std::env::var(["WO", "RDS"].concat()).unwrap()'),
  beforeWarm: (b) => b.writeOld(CONFIG, env('of b')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

const all = 'std::env::vars().filter(|(name, _)| name.starts_with("WO")).map(|(_, value)| value).collect::<String>()';
testHazard('a macro looks through all variables', {
  files: macroThatAsks(all),
  beforeWarm: (b) => b.writeOld(CONFIG, env('of b')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'not-observed': ['app', 'core_lib'] },
});

testHazard('a build script looks through all variables', {
  files: {
    ...script,
    ...withBuildScript('core_lib', `println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=SAID={}", ${all});`),
  },
  beforeWarm: (b) => b.writeOld(CONFIG, env('of b')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'not-observed': ['core_lib'] },
});

testHazard('a macro asks for a variable that cargo sets for scripts alone, and one that begins as git\'s do', {
  files: { ...macroThatAsks('["PROFILE", "GIT_SHA"].map(|name| std::env::var(name).unwrap_or_default()).concat()'), [CONFIG]: '[env]\nPROFILE = "one"\nGIT_SHA = "one"\n' },
  beforeWarm: (b) => b.writeOld(CONFIG, '[env]\nPROFILE = "of b"\nGIT_SHA = "one"\n'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('another variable than the one that is asked for differs here', {
  files: macroThatAsks('std::env::var("WORDS").unwrap()'),
  beforeWarm: (b) => b.writeOld(CONFIG, `${env('one')}OTHER = "of b"\n`),
  naive: 'untested',
  compiles: [],
});
