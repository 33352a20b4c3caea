import { appAndLibrary, manifest, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

/** A workspace whose `core_lib` says what the macro `here!()` makes of its manifest directory. */
function macroWorkspace(expression: string): ReturnType<typeof appAndLibrary> {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'locate']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nlocate = { path = "../locate" }\n'),
    'core_lib/src/lib.rs': 'pub fn say() -> String { locate::here!().to_string() }\n',
    'locate/Cargo.toml': manifest('locate', '[lib]\nproc-macro = true\n'),
    'locate/src/lib.rs': `
      #[proc_macro]
      pub fn here(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let directory = std::env::var("CARGO_MANIFEST_DIR").unwrap();
        format!("{:?}", ${expression}).parse().unwrap()
      }
    `,
  });
}

testHazard('a macro bakes the manifest directory and leaves no trace in any dep-info', {
  files: macroWorkspace('directory'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'baked-path': ['core_lib'], 'dependency-refused': ['app'] },
});

testHazard('a macro bakes the path into a program', {
  files: {
    ...macroWorkspace('directory'),
    'app/Cargo.toml': manifest('app', '[dependencies]\nlocate = { path = "../locate" }\n'),
    'app/src/main.rs': 'fn main() { println!("{}", locate::here!()); }\n',
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'baked-path': ['app', 'core_lib'] },
});

testHazard('a macro bakes a piece of the path only: no scan can find it', {
  files: macroWorkspace('directory.rsplit(\'/\').nth(1).unwrap().to_uppercase()'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { left: ['core_lib'] },
});

testHazard('a constant is the length of the path that a macro gives: no scan can find it', {
  files: {
    ...macroWorkspace('directory'),
    'core_lib/src/lib.rs': '',
    'app/Cargo.toml': manifest('app', '[dependencies]\nlocate = { path = "../locate" }\n'),
    'app/src/main.rs': 'const LENGTH: usize = locate::here!().len();\nfn main() { println!("{}", LENGTH); }\n',
  },
  naive: 'wrong',
  compiles: ['app'],
  refused: { left: ['app'] },
});
