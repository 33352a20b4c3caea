import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();
const NO_AUDIT = { env: { CARGO_SHARE_AUDIT: 'false' } };

it('an audit that nobody has asked for runs nothing where a file of the checkout has changed since the build', async () => {
  const { main } = await createRig({
    files: appAndLibrary({
      ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs");\nassert!(std::process::Command::new("sh").arg("../tool.sh").status().unwrap().success());'),
      'tool.sh': 'true\n',
    }),
  });
  await main.cargo(['build']);
  await main.save(NO_AUDIT);

  // The script now prints something else: an audit that has run it says so.
  main.write('tool.sh', 'echo stolen\n');
  await main.share(['audit', '--background']);
  const before = await main.save(NO_AUDIT);
  expect(before.directories.flatMap(({ refusals }) => refusals)).toEqual([]);

  main.write('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
  await main.cargo(['build']);
  await main.save(NO_AUDIT);
  await main.share(['audit', '--background']);
  const after = await main.save(NO_AUDIT);
  expect(after.directories.flatMap(({ refusals }) => refusals)).toMatchObject([{ package: 'core_lib', reason: 'left', because: 'other-elsewhere' }]);
});
