import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

/** No audit runs: what was built is placed where everything is equal. */
const env = { CARGO_SHARE_AUDIT: 'false' };

const macro = (name: string, read: string): string => `
  #[proc_macro]
  pub fn ${name}(_: proc_macro::TokenStream) -> proc_macro::TokenStream { format!("{:?}", ${read}).parse().unwrap() }
`;

const reading = (read: { readonly listing: string; readonly local: string }): Readonly<Record<string, string>> => ({
  'Cargo.toml': workspace(['app', 'core_lib', 'local', 'reads']),
  'app/Cargo.toml': manifest('app', `${dependsOn('core_lib')}local = { path = "../local" }\n`),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), local::say()); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nreads = { path = "../reads" }\n'),
  'core_lib/src/lib.rs': 'pub fn say() -> usize { reads::listing!().len() }\n',
  'local/Cargo.toml': manifest('local', '[dependencies]\nreads = { path = "../reads" }\n'),
  'local/src/lib.rs': 'pub fn say() -> &\'static str { reads::local!() }\n',
  'reads/Cargo.toml': manifest('reads', '[lib]\nproc-macro = true\n'),
  'reads/src/lib.rs': macro('listing', read.listing) + macro('local', read.local),
  'items/one.txt': 'one',
});

const LISTING = 'std::fs::read_dir("items").unwrap().map(|_| \'x\').collect::<String>()';

testHazard('what nobody has observed reads files that are in no commit, and come after warming', {
  env,
  files: appAndLibrary({
    ...reading({ listing: LISTING, local: 'std::fs::read_to_string(".env").unwrap_or_default()' }),
    '.gitignore': 'target\n/.env\n',
  }),
  afterWarm(b) {
    b.write('items/two.txt', 'two');
    b.write('.env', 'of b');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'local'],
});

testHazard('what nobody has observed reads a file that git was told not to look at, and the name of the directory', {
  env,
  files: appAndLibrary({
    ...reading({ listing: '"xx"', local: 'std::fs::read_to_string("settings.toml").unwrap()' }),
    'settings.toml': 'of all',
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let mut path = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap());
      while !path.join("Cargo.lock").exists() { path.pop(); }
      println!("cargo:rustc-env=SAID={}", path.file_name().unwrap().to_str().unwrap());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  }),
  async afterBuild(main) {
    await main.git(['update-index', '--skip-worktree', 'settings.toml']);
    main.write('settings.toml', 'my own');
    await main.cargo(['clean', '-p', 'local', '-p', 'core_lib']);
    await main.cargo(['build']);
  },
  naive: 'untested',
  compiles: ['app', 'core_lib', 'local'],
});

testHazard('what nobody has observed was built beside a file that is in no commit, and that is gone', {
  env,
  files: appAndLibrary({
    ...reading({ listing: '"xx"', local: 'std::fs::read_to_string(".env").unwrap_or_default()' }),
    '.gitignore': 'target\n/.env\n',
  }),
  async afterBuild(main) {
    main.write('.env', 'mine');
    await main.cargo(['clean', '-p', 'local']);
    await main.cargo(['build']);
    main.remove('.env');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'local'],
  refused: { 'not-observed': ['app', 'core_lib', 'local'] },
});
