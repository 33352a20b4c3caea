import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../rig/crate.ts';
import { TRIED_LAYOUTS } from '../rig/layout.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import type { CargoRun } from '../rig/cargo-output.ts';
import type { Worktree } from '../rig/worktree.ts';

const createRig = useRigs();

/** A build script that the test holds: with GATE set it says `waiting` there until `go` appears. */
const files = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=hold.txt");
    if let Ok(gate) = std::env::var("GATE") {
      let gate = std::path::PathBuf::from(gate);
      std::fs::write(gate.join("waiting"), "").unwrap();
      while !gate.join("go").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
      }
    }
  `),
  'core_lib/hold.txt': 'one',
});

interface HeldBuild {
  /** Lets the build go on to its end. */
  release(): Promise<CargoRun>;
}

/** Starts a build that is held in its build script, cargo's locks taken. */
async function startHeldBuild(rig: Rig, worktree: Worktree): Promise<HeldBuild> {
  const gate = join(rig.temporary, 'gate');
  mkdirSync(gate);
  worktree.write('core_lib/hold.txt', 'two');
  const build = worktree.cargo(['build'], { env: { GATE: gate } });
  await until(() => existsSync(join(gate, 'waiting')));
  return {
    release() {
      writeFileSync(join(gate, 'go'), '');
      return build;
    },
  };
}

it.each(TRIED_LAYOUTS)('while one worktree builds, another is made, warmed and built (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  const b = await rig.addWorktree('b');
  const held = await startHeldBuild(rig, b);
  try {
    const c = await rig.addWorktree('c');
    const build = await c.cargo(['build']);
    expect(build).toMatchObject({ compiled: [] });
    expect(build.stderr).not.toContain('Blocking');
    expect(await c.run('app')).toBe('first\n');
  } finally {
    expect((await held.release()).stderr).not.toContain('Blocking');
  }
});

it.each(TRIED_LAYOUTS)('a donor that builds is skipped, never waited for (%s)', async (layout) => {
  const rig = await createRig({ files, layout });
  await rig.main.cargo(['build']);
  const held = await startHeldBuild(rig, rig.main);
  try {
    const save = await rig.main.save();
    expect(save.directories.map((directory) => directory.skipped)).toEqual(['busy']);
    const warm = await (await rig.addWorktree('b')).warm();
    expect(warm.saves.flatMap((sibling) => sibling.directories.map((directory) => directory.skipped))).toContain('busy');
  } finally {
    await held.release();
  }
});

it('two worktrees are warmed at once from one store', async () => {
  const rig = await createRig({ files });
  await rig.main.cargo(['build']);
  const names = ['b', 'c', 'd'];
  const worktrees = [];
  for (const name of names) worktrees.push(await rig.addWorktree(name));
  await Promise.all(worktrees.map((worktree) => worktree.warm()));
  for (const worktree of worktrees) {
    expect(await worktree.cargo(['build'])).toMatchObject({ compiled: [] });
  }
});
