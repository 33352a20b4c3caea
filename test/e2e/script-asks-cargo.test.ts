import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifest } from '../rig/crate.ts';
import { LAYOUTS } from '../rig/layout.ts';
import { useRigs } from '../rig/rig.ts';

const createRig = useRigs();

const SCRIPT = `fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let cargo = std::env::var("CARGO").unwrap();
    let said = std::process::Command::new(cargo).args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).output().unwrap();
    let count = String::from_utf8(said.stdout).unwrap().matches("\\"manifest_path\\"").count();
    println!("cargo:rustc-env=MEMBERS={count}");
}
`;

// As cbindgen and all that reads the workspace by the cargo_metadata crate.
describe.each(LAYOUTS)('a build script that asks cargo about the workspace (%s)', (layout) => {
  it('is shared as long as that says the same', async () => {
    const rig = await createRig({
      files: {
        'Cargo.toml': '[workspace]\nmembers = ["app", "crates/*"]\nresolver = "2"\n',
        'app/Cargo.toml': manifest('app'),
        'app/build.rs': SCRIPT,
        'app/src/main.rs': 'fn main() { println!("{}", env!("MEMBERS")); }\n',
        'crates/more1/Cargo.toml': manifest('more1'),
        'crates/more1/src/lib.rs': '',
      },
      layout,
    });
    await rig.main.cargo(['build', '-p', 'app']);
    await rig.main.share(['init']);
    await rig.main.git(['commit', '-q', '--allow-empty', '-m', 'Nothing']);
    const b = await rig.addWorktree('b');
    expect((await b.cargo(['build', '-p', 'app'])).compiled).toEqual([]);
    expect(await b.run('app')).toBe('2\n');

    await rig.main.git(['switch', '-q', '-c', 'three']);
    rig.main.write('crates/more2/Cargo.toml', manifest('more2'));
    rig.main.write('crates/more2/src/lib.rs', '');
    rig.main.write('Cargo.lock', rig.main.read('Cargo.lock').replace('[[package]]\nname = "more1"', '[[package]]\nname = "more2"\nversion = "0.1.0"\n\n[[package]]\nname = "more1"'));
    await rig.main.git(['add', '-A']);
    await rig.main.git(['commit', '-q', '-m', 'Three']);
    const path = join(rig.temporary, 'c');
    await rig.main.git(['worktree', 'add', '-q', '-b', 'c', path]);
    const c = await rig.open(path);
    await c.cargo(['build', '-p', 'app']);
    expect(await c.run('app')).toBe('3\n');
  });
});
