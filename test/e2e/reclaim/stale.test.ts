import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { LAYOUTS } from '../../rig/layout.ts';
import { found, reclaim } from '../../rig/reclaim.ts';
import { useRigs } from '../../rig/rig.ts';
import { LONG_AGO, setModified } from '../../rig/times.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const STALE = ['--only', 'stale'] as const;

/** Every kind of unit that cargo makes here. */
const files = appAndLibrary({
  ...withBuildScript('core_lib', 'println!("cargo:rerun-if-changed=build.rs");'),
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app", "core_lib", "shared_object", "made"]\n',
  'app/Cargo.toml': manifest('app', '[dependencies]\ncore_lib = { path = "../core_lib" }\nmade = { path = "../made" }\n'),
  'app/src/main.rs': '#[derive(made::Nothing)]\nstruct S;\nfn main() { let _ = S; println!("{}", core_lib::say()); }\n',
  'app/examples/show.rs': 'fn main() { println!("{}", core_lib::say()); }\n',
  'app/tests/it.rs': '#[test]\nfn works() { assert_eq!(core_lib::say(), "first"); }\n',
  'made/Cargo.toml': manifest('made', '[lib]\nproc-macro = true\n'),
  'made/src/lib.rs': '#[proc_macro_derive(Nothing)]\npub fn nothing(_: proc_macro::TokenStream) -> proc_macro::TokenStream { proc_macro::TokenStream::new() }\n',
  'shared_object/Cargo.toml': manifest('shared_object', '[lib]\ncrate-type = ["cdylib"]\n'),
  'shared_object/src/lib.rs': '#[no_mangle]\npub extern "C" fn seven() -> i32 { 7 }\n',
});

const COMMANDS = [['build', '--all-targets'], ['test', '--no-run'], ['check'], ['build', '--release'], ['doc', '--no-deps']] as const;

async function expectFresh(worktree: Worktree, commands: readonly (readonly string[])[] = COMMANDS): Promise<void> {
  for (const args of commands) expect((await worktree.cargo(args)).compiled, args.join(' ')).toEqual([]);
}

describe.each(LAYOUTS)('%s', (layout) => {
  it('what cargo would still use stays: after every kind of build nothing is stale, and after a change only what it left', async () => {
    const rig = await createRig({ files, layout });
    for (const args of COMMANDS) await rig.main.cargo(args);
    const before = snapshotTree(rig.main.target);
    expect(found(await reclaim(rig.main, STALE))).toEqual([]);
    expect(compareTrees(before, snapshotTree(rig.main.target))).toEqual([]);

    // Another edition: the same unit hash and another fingerprint, which the units above no longer stand on.
    rig.main.write('core_lib/Cargo.toml', rig.main.read('core_lib/Cargo.toml').replace('2021', '2018'));
    await rig.main.cargo(['build', '-p', 'core_lib']);
    const done = await reclaim(rig.main, STALE);
    expect(found(done)).toEqual(['stale superseded']);
    expect(done.removed).toBeGreaterThan(1);
    await expectFresh(rig.main, [['build', '-p', 'core_lib'], ['build', '-p', 'made'], ['check', '-p', 'made']]);
    expect((await rig.main.cargo(['build'])).compiled).toEqual(['app']);
    expect(await rig.main.run('app')).toBe('first\n');
  });

  it('what an interrupted build has left goes, whole units stay', async () => {
    const rig = await createRig({ files: appAndLibrary(), layout });
    await rig.main.cargo(['build']);
    await rig.main.cargo(['check']);
    // As cargo leaves a first compilation that is killed: no hash file, some output.
    const unfinished = layout === 'legacy' ? 'debug/.fingerprint/gone-0123456789abcdef' : 'debug/build/gone/0123456789abcdef/fingerprint';
    const output = layout === 'legacy' ? 'debug/deps/libgone-0123456789abcdef.rmeta' : 'debug/build/gone/0123456789abcdef/out/libgone-0123456789abcdef.rmeta';
    const placing = layout === 'legacy' ? 'debug/deps/.libcore_lib.123-0123456789ab.tmp' : 'debug/build/core_lib/.x.123-0123456789ab.tmp';
    for (const [path, text] of [[`${unfinished}/invoked.timestamp`, ''], [output, 'half'], [placing, 'half']] as const) {
      rig.main.write(`target/${path}`, text);
    }
    // And a rebuild that is killed: cargo has emptied the hash file.
    const checked = readdirSync(rig.main.target, { recursive: true, encoding: 'utf8' }).find((path) => /(^|\/)bin-app$/.test(path)) ?? '';
    writeFileSync(join(rig.main.target, checked), '');
    const done = await reclaim(rig.main, STALE);
    expect(found(done).sort()).toEqual(['stale incomplete', 'stale no-unit']);
    for (const path of [unfinished, output, placing, checked]) expect(existsSync(join(rig.main.target, path)), path).toBe(false);
    await expectFresh(rig.main, [['build', '-p', 'core_lib'], ['check', '-p', 'core_lib']]);
    await rig.main.cargo(['build']);
    expect(await rig.main.run('app')).toBe('first\n');
  });

  it('versions that no lock file names go, unless a branch or another worktree still does', async () => {
    const withItoa = (version: string): string => manifest('core_lib', `[dependencies]\nitoa = "=${version}"\n`);
    const rig = await createRig({ files: { ...appAndLibrary(), 'core_lib/Cargo.toml': withItoa('1.0.17') }, layout });
    await rig.main.cargo(['build']);
    await rig.main.git(['branch', 'older']);
    rig.main.write('core_lib/Cargo.toml', withItoa('1.0.18'));
    await rig.main.cargo(['build']);
    await rig.main.commit('Newer');
    expect(found(await reclaim(rig.main, STALE)).filter((text) => text.includes('lockfile'))).toEqual([]);
    await rig.main.git(['branch', '-D', 'older']);
    const done = await reclaim(rig.main, STALE);
    expect(found(done)).toContain('stale not-in-lockfile');
    await expectFresh(rig.main, [['build']]);
    const left = readdirSync(rig.main.target, { recursive: true, encoding: 'utf8' }).filter((path) => /itoa-[0-9a-f]{16}\.rlib$/.test(path));
    expect(left).toHaveLength(1);
  });
});

it('old incremental state goes, but not where work is uncommitted', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  const incremental = join(rig.main.target, 'debug/incremental');
  for (const name of readdirSync(incremental)) setModified(join(incremental, name), LONG_AGO);
  rig.main.write('core_lib/src/new.rs', '');
  expect(found(await reclaim(rig.main, STALE))).toEqual([]);
  rig.main.remove('core_lib/src/new.rs');
  expect(found(await reclaim(rig.main, [...STALE, '--incremental-days', '99999']))).toEqual([]);
  expect(found(await reclaim(rig.main, STALE))).toEqual(['stale incremental-unused']);
  expect(readdirSync(incremental)).toEqual([]);
  await expectFresh(rig.main, [['build']]);
});

/** A toolchain with another compiler than the active one's: one compiler may be installed under two names. */
function otherToolchain(): string | undefined {
  const output = (command: string, args: readonly string[]): string | undefined => {
    const done = spawnSync(command, args, { encoding: 'utf8' });
    return done.status === 0 ? done.stdout : undefined;
  };
  const active = output('rustc', ['-vV']);
  const names = output('rustup', ['toolchain', 'list'])?.split('\n').map((line) => line.split(' ')[0] ?? '') ?? [];
  return names.find((name) => name.startsWith('nightly') && (output('rustup', ['run', name, 'rustc', '-vV']) ?? active) !== active);
}
const other = otherToolchain();
if (other === undefined) process.stderr.write('the test of a compiler that is gone is skipped: there is no nightly toolchain with another compiler than the active one\n');

it.skipIf(other === undefined)('units of a compiler that is no longer installed go, those of one that is stay', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build'], { env: { RUSTUP_TOOLCHAIN: other } });
  await rig.main.cargo(['build']);
  expect(found(await reclaim(rig.main, STALE))).toEqual([]);
  // A rustup that has forgotten all but the active one.
  const bin = join(rig.temporary, 'bin');
  const real = spawnSync('sh', ['-c', 'command -v rustup'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(bin, 'rustup'), `#!/bin/sh\nif [ "$1 $2" = "toolchain list" ]; then exec '${real}' show active-toolchain; else exec '${real}' "$@"; fi\n`, { mode: 0o755 });
  const done = await reclaim(rig.main, STALE);
  expect(found(done)).toEqual(['stale compiler-gone']);
  await expectFresh(rig.main, [['build']]);
  rmSync(join(bin, 'rustup'));
});
