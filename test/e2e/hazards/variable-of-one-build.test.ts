import { expect, it } from 'vitest';
import { appAndLibrary, manifest, workspace } from '../../rig/crate.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';

const createRig = useRigs();

/** A macro that asks the shell, used by a library, of which metadata tell, and by a program, of which only the hash of its code does. */
const FILES = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'reading']),
  'app/Cargo.toml': manifest('app', '[dependencies]\ncore_lib = { path = "../core_lib" }\nreading = { path = "../reading" }\n'),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), reading::said!()); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nreading = { path = "../reading" }\n'),
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { reading::said!() }\n',
  'reading/Cargo.toml': manifest('reading', '[lib]\nproc-macro = true\n'),
  'reading/src/lib.rs': `
    #[proc_macro]
    pub fn said(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
      format!("{:?}", std::env::var("SAID_MODE").unwrap_or("none".to_string())).parse().unwrap()
    }
  `,
});

it.each(TRIED_LAYOUTS)('a macro was told a variable that was set for one build (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  await rig.main.cargo(['build'], { env: { SAID_MODE: 'one' } });
  const save = await rig.main.save();
  const trip = await warmAndCompare(await rig.addWorktree('b'), { save });
  expect(trip.prints).toBe('none none\n');
  expect(trip.prints).toBe(trip.scratch);
  expect(trip.build.compiled).toEqual(['app', 'core_lib']);
});

it.each(TRIED_LAYOUTS)('a program was told a variable by the last build, and none by the one before (%s)', async (layout) => {
  const rig = await createRig({ files: { ...FILES, 'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { "lib" }\n' }, layout });
  await rig.main.cargo(['build']);
  // Made anew as it is: the incremental data of the build before stays beside.
  rig.main.write('app/src/main.rs', rig.main.read('app/src/main.rs'));
  await rig.main.cargo(['build'], { env: { SAID_MODE: 'one' } });
  expect(await rig.main.run('app')).toBe('lib one\n');
  const save = await rig.main.save();
  const trip = await warmAndCompare(await rig.addWorktree('b'), { save });
  expect(trip.prints).toBe('lib none\n');
  expect(trip.prints).toBe(trip.scratch);
});

it.each(TRIED_LAYOUTS)('a macro that asks the shell is shared where the build was told the same (%s)', async (layout) => {
  const rig = await createRig({ files: FILES, layout });
  await rig.main.cargo(['build']);
  const save = await rig.main.save();
  const trip = await warmAndCompare(await rig.addWorktree('b'), { save });
  expect(trip.prints).toBe(trip.scratch);
  expect(trip.build.compiled).toEqual([]);
});
