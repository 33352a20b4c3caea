import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();

it('an audit that a person asks for tries again what came to nothing, and says so where nothing waits', async () => {
  const { main } = await createRig({
    files: appAndLibrary({
      'Cargo.toml': workspace(['app', 'core_lib', 'reads']),
      'reads/Cargo.toml': manifest('reads', '[lib]\nproc-macro = true\n'),
      'reads/src/lib.rs': '#[proc_macro] pub fn words(_: proc_macro::TokenStream) -> proc_macro::TokenStream { format!("{:?}", std::fs::read_to_string("words.txt").unwrap()).parse().unwrap() }\n',
      'app/Cargo.toml': manifest('app', dependsOn('core_lib', 'reads')),
      'app/src/main.rs': 'fn main() { println!("{} {}", reads::words!(), core_lib::say()); }\n',
      'words.txt': 'one',
    }),
  });
  await main.cargo(['build']);
  main.write('words.txt', 'two');
  await main.save();
  for (let i = 0; i < 3; i += 1) expect((await main.share(['audit', '-v'])).stderr).toContain('words.txt has changed since it was built');
  await main.cargo(['clean', '-p', 'app']);
  await main.cargo(['build']);
  await main.save();
  expect((await main.share(['audit', '-v'])).stderr).toContain('Observed nothing');
});
