import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();

/** A macro and a build script that look above the package and above the worktree, for what is there and what is not. */
const READ = `["../README.md", "README.md", "../missing.toml", "../../missing.toml", ".missing"]
  .iter().map(|name| std::fs::read_to_string(std::path::Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join(name)).unwrap_or_default()).collect::<String>()`;

const files = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'looks']),
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nlooks = { path = "../looks" }\n'),
  'core_lib/build.rs': `fn main() { println!("cargo::rerun-if-changed=build.rs"); println!("cargo::rustc-env=SAID={}", { ${READ} }.len()); }\n`,
  'core_lib/src/lib.rs': 'pub fn say() -> String { format!("{} {}", looks::around!(), env!("SAID")) }\n',
  'looks/Cargo.toml': manifest('looks', '[lib]\nproc-macro = true\n'),
  'looks/src/lib.rs': `
    #[proc_macro]
    pub fn around(_: proc_macro::TokenStream) -> proc_macro::TokenStream { format!("{:?}", ${READ}).parse().unwrap() }
  `,
  'README.md': 'read\n',
});

it('what changes by itself above a worktree makes no placed unit dirty', async () => {
  const rig = await createRig({ files });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  await b.warm();
  const above = dirname(b.path);
  const ways: readonly (() => Promise<unknown> | void)[] = [
    () => undefined,
    () => rig.addWorktree('c'),
    () => b.git(['commit', '-q', '--allow-empty', '-m', 'Two']),
    () => b.git(['status']),
    () => utimesSync(above, new Date(), new Date()),
    () => {
      mkdirSync(join(above, 'beside'));
      writeFileSync(join(above, 'beside', 'file'), 'new');
    },
  ];
  for (const way of ways) {
    await way();
    const { compiled, dirty } = await b.cargo(['build']);
    expect({ compiled, dirty }).toEqual({ compiled: [], dirty: [] });
  }
});
