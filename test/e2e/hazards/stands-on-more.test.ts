import { expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Files } from '../../rig/rig.ts';
import { scratchRun } from '../../rig/round-trip.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

/** The program prints its directory, so it is never shared: cargo alone says whether it is stale. */
const linked: Files = appAndLibrary({
  'app/Cargo.toml': manifest('app', dependsOn('core_lib')),
  'app/src/main.rs': 'fn main() { println!("{} {}", core_lib::say(), env!("CARGO_MANIFEST_DIR")); }\n',
});
const including: Files = {
  'Cargo.toml': workspace(['app', 'core_lib']),
  'app/Cargo.toml': manifest('app'),
  'app/src/main.rs':
    'static IT: &[u8] = include_bytes!("../../target/debug/helper");\nfn main() { println!("{}", IT.windows(8).any(|w| w[..5] == *b"WORD-" && w[5..] == *b"two")); }\n',
  'core_lib/Cargo.toml': manifest('core_lib', '[[bin]]\nname = "helper"\npath = "src/lib.rs"\n'),
};
const says = (word: string): string => `pub fn say() -> &'static str { "WORD-${word}" }\n`;
const prints = (word: string): string => `fn main() { println!("WORD-${word}"); }\n`;
const buildBoth = async (worktree: Worktree): Promise<void> => {
  await worktree.cargo(['build', '-p', 'core_lib']);
  await worktree.cargo(['build', '-p', 'app']);
};

it.each(LAYOUTS)('a program whose library was cleaned away, then placed as another branch has it (%s)', async (layout) => {
  const rig = await createRig({ layout, files: { ...linked, 'core_lib/src/lib.rs': says('one') } });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  b.write('core_lib/src/lib.rs', says('two'));
  await b.cargo(['build']);
  await b.cargo(['clean', '-p', 'core_lib']);
  b.writeOld('core_lib/src/lib.rs', says('one'));
  await b.warm();
  await b.cargo(['build']);
  expect(await b.run('app')).toBe(await scratchRun(b));
});

it.each(LAYOUTS)('a program that includes what another package is built into (%s)', async (layout) => {
  const rig = await createRig({ layout, files: { ...including, 'core_lib/src/lib.rs': prints('one') } });
  await buildBoth(rig.main);
  await rig.main.save();
  const b = await rig.addWorktree('b');
  b.write('core_lib/src/lib.rs', prints('two'));
  await buildBoth(b);
  expect(await b.run('app')).toBe('true\n');
  b.writeOld('core_lib/src/lib.rs', prints('one'));
  await b.warm();
  await buildBoth(b);
  expect(await b.run('app')).toBe('false\n');
});
