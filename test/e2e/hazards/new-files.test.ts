import { expect, it } from 'vitest';
import { appAndLibrary, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { TRIED_LAYOUTS } from '../../rig/layout.ts';
import { useRigs } from '../../rig/rig.ts';
import { refusalsOf, refusedFor } from '../../rig/round-trip.ts';
import { LONG_AGO, setModified } from '../../rig/times.ts';

const createRig = useRigs();

it.each(TRIED_LAYOUTS)('a new mod.rs makes a module ambiguous: the build fails as a scratch build does (%s)', async (layout) => {
  const rig = await createRig({
    layout,
    files: appAndLibrary({
      'core_lib/src/lib.rs': 'mod part;\npub fn say() -> &\'static str { part::WORD }\n',
      'core_lib/src/part.rs': 'pub const WORD: &str = "first";\n',
    }),
  });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  b.writeOld('core_lib/src/part/mod.rs', 'pub const WORD: &str = "of b";\n');
  const warm = await b.warm();
  expect(refusedFor({ refusals: refusalsOf(undefined, warm) }, 'input-added')).toEqual(['core_lib']);
  expect((await b.cargo(['build'], { statuses: [101] })).stderr).toContain('error[E0761]');
});

const macroWorkspace = appAndLibrary({
  'Cargo.toml': workspace(['app', 'core_lib', 'listing']),
  'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nlisting = { path = "../listing" }\n'),
  'core_lib/src/lib.rs': 'pub fn say() -> String { listing::items!().to_string() }\n',
  'core_lib/items/one.txt': 'one',
  'listing/Cargo.toml': manifest('listing', '[lib]\nproc-macro = true\n'),
  'listing/src/lib.rs': `
    #[proc_macro]
    pub fn items(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
      let mut items: Vec<String> = std::fs::read_dir("core_lib/items").unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
      items.sort();
      format!("{:?}", items.join(" ")).parse().unwrap()
    }
  `,
});

testHazard('a macro lists a directory that holds one file more here', {
  files: macroWorkspace,
  beforeWarm: (b) => b.writeOld('core_lib/items/two.txt', 'two'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a macro reads a file that differs here', {
  files: macroWorkspace,
  beforeWarm: (b) => b.writeOld('core_lib/items/one.txt', 'of b'),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('a macro\'s file of the donor was edited after its build', {
  files: macroWorkspace,
  async afterBuild(main) {
    main.writeOld('core_lib/items/one.txt', 'later');
    await main.commit('Edit');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a build script lists a directory that it watches, and that holds one file more here', {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=items");
      println!("cargo:rustc-env=COUNT={}", std::fs::read_dir("items").unwrap().count());
    `),
    'core_lib/items/one.txt': 'one',
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("COUNT") }\n',
  }),
  beforeWarm(b) {
    b.writeOld('core_lib/items/two.txt', 'two');
    setModified(`${b.path}/core_lib/items`, LONG_AGO);
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});
