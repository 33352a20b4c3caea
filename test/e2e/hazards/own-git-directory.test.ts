import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, withBuildScript } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';

const createRig = useRigs();

const GIT = `let git = |args: &[&str]| String::from_utf8(std::process::Command::new("git").args(args).output().unwrap().stdout).unwrap().trim().to_string();`;

it('a build script in a linked worktree watches its own git directory: here it is another one', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      ...withBuildScript('app', `
        ${GIT}
        println!("cargo:rerun-if-changed={}/logs/HEAD", git(&["rev-parse", "--absolute-git-dir"]));
        println!("cargo:rustc-env=SAID={}", git(&["rev-parse", "HEAD"]));
      `, '', dependsOn('core_lib')),
      'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
    }),
  });
  const one = await rig.addWorktree('one', { commit: 'HEAD' });
  await one.cargo(['build']);
  await one.save();
  const b = await rig.addWorktree('b', { commit: 'HEAD' });
  await b.warm();
  await b.cargo(['build']);
  await b.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
  await b.cargo(['build']);
  expect((await b.run('app')).trim()).toBe(`${await b.git(['rev-parse', 'HEAD'])} first`);
});

it('a build script bakes its own git directory', async () => {
  const rig = await createRig({
    files: appAndLibrary({
      ...withBuildScript('app', `
        ${GIT}
        println!("cargo:rerun-if-changed=build.rs");
        println!("cargo:rustc-env=SAID={}", git(&["rev-parse", "--absolute-git-dir"]));
      `, '', dependsOn('core_lib')),
      'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
    }),
  });
  const one = await rig.addWorktree('one', { commit: 'HEAD' });
  await one.cargo(['build']);
  await one.save();
  const trip = await warmAndCompare(await rig.addWorktree('b', { commit: 'HEAD' }));
  expect(trip.prints).toBe(trip.scratch);
  expect(trip.build.compiled).toEqual(['app']);
});
