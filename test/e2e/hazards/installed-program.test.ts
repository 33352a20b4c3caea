import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'cargo-share-home-')));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As `cargo install` puts it there. */
function install(says: string): void {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'generate'), `#!/bin/sh\necho ${says}\n`, { mode: 0o755 });
}
install('first');
let version = 1;

// The program is outside of every worktree: only what it was tells that it is another one now.
testHazard("a build script runs a program of cargo's home, which is installed anew", {
  files: appAndLibrary({
    ...withBuildScript('core_lib', `
      println!("cargo:rerun-if-changed=build.rs");
      let said = std::process::Command::new("generate").output().unwrap();
      println!("cargo:rustc-env=SAID={}", String::from_utf8(said.stdout).unwrap().trim());
    `),
    'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
  }),
  env: { CARGO_HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` },
  beforeWarm: () => install(`version ${(version += 1)}`),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});
