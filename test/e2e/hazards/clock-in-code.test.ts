import { appAndLibrary, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

/** Tomorrow's build from scratch has another one; today's comes out the same everywhere. */
const DAY = 'std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() / 86_400';
const left = { naive: 'untested', compiles: ['app', 'core_lib'], refused: { left: ['core_lib'] } } as const;

testHazard('a build script writes the day into the program', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=DAY={}", ${DAY});`),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("DAY") }\n',
  }),
  ...left,
});

testHazard('a macro writes the day into the program', {
  files: appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'day']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nday = { path = "../day" }\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> u64 { day::today!() }\n',
    'day/Cargo.toml': manifest('day', '[lib]\nproc-macro = true\n'),
    'day/src/lib.rs': `
      #[proc_macro]
      pub fn today(_: proc_macro::TokenStream) -> proc_macro::TokenStream { (${DAY}).to_string().parse().unwrap() }
    `,
  }),
  ...left,
});
