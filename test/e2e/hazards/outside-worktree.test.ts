import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { TRIED_LAYOUTS, type LAYOUTS } from '../../rig/layout.ts';
import { useRigs, type Files } from '../../rig/rig.ts';
import { warmAndCompare } from '../../rig/round-trip.ts';

const createRig = useRigs();
/** A way to a file counts as changed where each directory on it has, and in the system's temporary directory everything does. */
const directory = mkdtempSync(join(tmpdir(), 'cargo-share-outside-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const INCLUDED = { 'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { include_str!("../../../words/word.txt") }\n' };
const SCRIPT = {
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-env=SAID={}", std::fs::read_to_string("../../words/word.txt").unwrap());
  `),
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
};

/** A worktree beside the first one, and one elsewhere, where the way out of the worktree leads to another file. */
async function outside(files: Files, layout: (typeof LAYOUTS)[number], word: string): Promise<{ beside: readonly string[]; elsewhere: readonly string[] }> {
  const rig = await createRig({ files: appAndLibrary(files), layout, directory });
  mkdirSync(join(rig.temporary, 'words'));
  writeFileSync(join(rig.temporary, 'words/word.txt'), 'first');
  mkdirSync(join(rig.temporary, 'deep/words'), { recursive: true });
  writeFileSync(join(rig.temporary, 'deep/words/word.txt'), word);
  await rig.main.cargo(['build']);
  const compiled = async (name: string, at: string): Promise<readonly string[]> => {
    const trip = await warmAndCompare(await rig.addWorktree(name, { at }));
    expect(trip.prints).toBe(trip.scratch);
    return trip.build.compiled;
  };
  return { beside: await compiled('b', 'b'), elsewhere: await compiled('c', 'deep/c') };
}

describe.each(TRIED_LAYOUTS)('a file beside the worktree, which another worktree has another of (%s)', (layout) => {
  it('included', async () => {
    const { beside, elsewhere } = await outside(INCLUDED, layout, 'another');
    expect(beside).toEqual([]);
    expect(elsewhere).toEqual(['app', 'core_lib']);
  });

  it('read by a build script, which fails where it is observed', async () => {
    const { beside, elsewhere } = await outside(SCRIPT, layout, 'another');
    expect(beside).toEqual(['app', 'core_lib']);
    expect(elsewhere).toEqual(['app', 'core_lib']);
  });

  it('included, and the same', async () => {
    expect(await outside(INCLUDED, layout, 'first')).toEqual({ beside: [], elsewhere: [] });
  });
});
