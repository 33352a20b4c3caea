import { describe, expect, it } from 'vitest';
import { manifest, withBuildScript, workspace } from '../rig/crate.ts';
import { useRigs } from '../rig/rig.ts';
import { refusalsOf, refusedFor } from '../rig/round-trip.ts';
import { FORMATS } from '../formats/objects/targets.ts';

const createRig = useRigs();

/** A member with generated code, whose metadata and debug information name the worktree, and one that stands on it. */
const files = {
  'Cargo.toml': workspace(['board', 'core_lib']),
  'board/Cargo.toml': manifest('board', '[dependencies]\ncore_lib = { path = "../core_lib" }\n'),
  'board/src/lib.rs': '#![no_std]\n#[inline(never)] pub fn first(v: &[u8]) -> u8 { v[core_lib::WORD] }\n',
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=build.rs");
    std::fs::write(std::env::var("OUT_DIR").unwrap() + "/words.rs", "pub const WORD: usize = 1;").unwrap();
  `),
  'core_lib/src/lib.rs': '#![no_std]\ninclude!(concat!(env!("OUT_DIR"), "/words.rs"));\npub fn at<T: Copy>(v: &[T]) -> T { v[WORD] }\n',
};

describe('a library for another system is shared', () => {
  for (const { target, isThere, title } of FORMATS.filter((format) => format.target !== undefined)) {
    it.skipIf(!isThere)(title, async () => {
      const rig = await createRig({ files });
      const command = ['build', '--target', target ?? ''];
      await rig.main.cargo(command);
      await rig.main.save();
      const fresh = await rig.addWorktree('b');
      await fresh.warm();
      expect((await fresh.cargo(command)).compiled).toEqual([]);
      if (target !== 'aarch64-apple-darwin') return;
      // For another version of the system it is another library, which cargo does not see by itself.
      const env = { MACOSX_DEPLOYMENT_TARGET: '12.0' };
      const other = await rig.addWorktree('c');
      expect(refusedFor({ refusals: refusalsOf(undefined, await other.warm([], { env })) }, 'deployment-differs')).toEqual(['board', 'core_lib']);
      expect((await other.cargo(command, { env })).compiled).toEqual(['board', 'core_lib']);
      expect((await rig.main.cargo(command, { env })).compiled).toEqual([]);
      expect((await fresh.cargo(command, { env })).compiled).toEqual(['board', 'core_lib']);
    });
  }
});
