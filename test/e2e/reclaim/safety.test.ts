import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { found, reclaim } from '../../rig/reclaim.ts';
import { useRigs } from '../../rig/rig.ts';
import { copyTarget } from '../../rig/times.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import { until } from '../../rig/until.ts';

const createRig = useRigs();

it('while cargo builds there, nothing is done: status 2, or 1 where something else could be', async () => {
  const held = withBuildScript('core_lib', `
    println!("cargo:rerun-if-changed=hold.txt");
    if let Ok(gate) = std::env::var("GATE") {
      let gate = std::path::PathBuf::from(gate);
      std::fs::write(gate.join("waiting"), "").unwrap();
      while !gate.join("go").exists() { std::thread::sleep(std::time::Duration::from_millis(5)); }
    }
  `);
  const rig = await createRig({ files: appAndLibrary({ ...held, 'core_lib/hold.txt': 'one' }) });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  copyTarget(rig.main.path, b.path);
  const gate = join(rig.temporary, 'gate');
  mkdirSync(gate);
  b.write('core_lib/hold.txt', 'two');
  const build = b.cargo(['build'], { env: { GATE: gate } });
  await until(() => existsSync(join(gate, 'waiting')));
  const before = [rig.main, b].map(({ target }) => snapshotTree(target));
  const { stdout } = await rig.main.share(['--json', 'reclaim', '--yes'], { statuses: [2] });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'target-directory-busy', path: b.target } });
  expect([rig.main, b].flatMap(({ target }, index) => compareTrees(before[index] ?? new Map(), snapshotTree(target)))).toEqual([]);
  // Of two directories only one is being built in.
  rig.main.write('target/debug/.fingerprint/gone-0123456789abcdef/invoked.timestamp', '');
  const words = await rig.main.share(['reclaim', '--yes'], { statuses: [1] });
  expect(words.stderr).toContain(`${b.target} is left alone: cargo is building there`);
  expect(existsSync(join(rig.main.target, 'debug/.fingerprint/gone-0123456789abcdef'))).toBe(false);
  writeFileSync(join(gate, 'go'), '');
  expect((await build).stderr).toContain('Finished');
  expect(await b.run('app')).toBe('first\n');
});

it('links in a target directory are not followed, neither to delete nor to merge', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  const b = await rig.addWorktree('b');
  copyTarget(rig.main.path, b.path);
  const elsewhere = join(rig.temporary, 'elsewhere');
  mkdirSync(elsewhere);
  // A profile directory that was put on another disk, and a deps directory too.
  renameSync(join(b.target, 'debug'), join(elsewhere, 'debug'));
  symlinkSync(join(elsewhere, 'debug'), join(b.target, 'debug'));
  const before = snapshotTree(elsewhere);
  expect(found(await reclaim(rig.main))).toEqual([]);
  b.write('.cargo/config.toml', `[build]\ntarget-dir = "${rig.temporary}/named"\n`);
  await reclaim(b);
  expect(compareTrees(before, snapshotTree(elsewhere))).toEqual([]);
  // A target directory that is a link is not looked at as a shadowed one.
  b.remove('target');
  symlinkSync(rig.main.target, b.target);
  expect(found(await reclaim(b))).toEqual([]);
  expect(readFileSync(join(rig.main.target, 'CACHEDIR.TAG'), 'utf8')).toContain('cargo');
});

it('a directory that is not cargo\'s, or in which git tracks a file, is left alone', async () => {
  const rig = await createRig({ files: { ...appAndLibrary(), 'target/logo.svg': '<svg/>', '.cargo/config.toml': '[build]\ntarget-dir = "out"\n' } });
  await rig.main.git(['add', '-f', 'target/logo.svg']);
  await rig.main.commit('A logo');
  await rig.main.cargo(['build'], { env: { CARGO_TARGET_DIR: rig.main.target } });
  await rig.main.cargo(['build']);
  const before = snapshotTree(rig.main.target);
  expect(await reclaim(rig.main)).toMatchObject({ findings: [], tracked: [rig.main.target] });
  expect(compareTrees(before, snapshotTree(rig.main.target))).toEqual([]);

  await rig.main.git(['rm', '-q', '--cached', 'target/logo.svg']);
  // Without cargo's marks (a tag only where cargo made the directory) it is anybody's, with names like cargo's.
  rig.main.remove('target/.rustc_info.json');
  expect(found(await reclaim(rig.main))).toEqual([]);
  writeFileSync(join(rig.main.target, 'CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n# of another program\n');
  expect(found(await reclaim(rig.main))).toEqual([]);
  expect(existsSync(join(rig.main.target, 'debug/deps'))).toBe(true);
});

it('asks, and without a terminal says how to go on', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  const nothing = await rig.main.share(['reclaim']);
  expect(nothing.stderr).toContain('nothing to free');
  rig.main.write('.cargo/config.toml', `[build]\ntarget-dir = "${rig.temporary}/elsewhere"\n`);
  const before = snapshotTree(rig.main.target);
  const asked = await rig.main.share(['reclaim'], { statuses: [2] });
  expect(asked.stdout).toMatch(/^Kind +Where +What +Size +Frees\nshadowed +target +.*\ntotal /);
  expect(asked.stderr).toContain('error[needs-confirmation]');
  const dry = await rig.main.share(['reclaim', '--dry-run']);
  expect(dry.stdout).toBe(asked.stdout);
  expect(compareTrees(before, snapshotTree(rig.main.target))).toEqual([]);
  const done = await rig.main.share(['reclaim', '--yes']);
  expect(done.stderr).toMatch(/ Freed \S+ \S+ as the file system says \(\S+ \S+ expected\)/);
  expect((await rig.main.share(['reclaim', '--only', 'old'], { statuses: [2] })).stderr).toContain('error[usage]');
});
