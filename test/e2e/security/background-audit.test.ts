import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';

const createRig = useRigs();
const NO_AUDIT = { env: { CARGO_SHARE_AUDIT: 'false' } };

it('an audit that nobody has asked for runs nothing where a file of the checkout has changed since the build', async () => {
  const { main, temporary, env } = await createRig({
    files: appAndLibrary({
      ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs");\nassert!(std::process::Command::new("sh").arg("../tool.sh").status().unwrap().success());'),
      'tool.sh': 'true\n',
    }),
  });
  await main.cargo(['build']);
  await main.save(NO_AUDIT);
  const calls = join(temporary, 'calls');
  const cargo = (env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, 'cargo')).find((path) => existsSync(path));
  // An audit runs cargo, and nothing of the checkout but by it.
  writeFileSync(join(temporary, 'bin/cargo'), `#!/bin/sh\necho "$*" >>'${calls}'\nexec '${cargo}' "$@"\n`, { mode: 0o755 });

  main.write('tool.sh', 'echo stolen\n');
  await main.share(['audit', '--background']);
  expect(existsSync(calls)).toBe(false);

  main.write('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
  await main.cargo(['build']);
  await main.save(NO_AUDIT);
  rmSync(calls, { force: true });
  await main.share(['audit', '--background']);
  expect(existsSync(calls)).toBe(true);
});
