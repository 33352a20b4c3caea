import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../src/system/find-program.ts';
import { appAndLibrary, dependsOn, withBuildScript } from '../rig/crate.ts';
import type { ErrorDocument } from '../rig/documents.ts';
import { MAIN_SCRIPT } from '../rig/environment.ts';
import { useRigs, type Rig } from '../rig/rig.ts';
import { compareTrees, snapshotTree } from '../rig/tree.ts';
import { until } from '../rig/until.ts';

const createRig = useRigs();

/** A build script that says that it runs, and ends when it is allowed to. */
function waiting(): Parameters<typeof createRig>[0]['files'] {
  const body = [
    '    println!("cargo:rerun-if-changed=build.rs");',
    '    std::fs::write(std::env::var("STARTED").unwrap(), "").unwrap();',
    '    while !std::path::Path::new(&std::env::var("MAY_END").unwrap()).exists() {',
    '        std::thread::sleep(std::time::Duration::from_millis(5));',
    '    }',
  ].join('\n');
  return appAndLibrary(withBuildScript('core_lib', body));
}

/** What no measurement may leave anything in. */
function leftovers(rig: Rig): string[] {
  return readdirSync(rig.temporary).filter((name) => name.startsWith('.cargo-share-bench-'));
}

async function expectClean(rig: Rig): Promise<void> {
  expect((await rig.main.git(['worktree', 'list', '--porcelain'])).match(/^worktree /gm)).toHaveLength(1);
  expect(existsSync(join(rig.main.path, '.git', 'worktrees'))).toBe(false);
  expect(await rig.main.git(['branch', '--all', '--format', '%(refname)'])).toBe('refs/heads/main');
  expect(leftovers(rig)).toEqual([]);
}

describe('bench', () => {
  it('measures, and leaves nothing behind', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.share(['init']);
    const hook = join(rig.main.path, '.git', 'hooks', 'post-checkout');
    const before = snapshotTree(rig.main.path);
    const page = join(rig.temporary, 'page.html');
    const { stdout } = await rig.main.share(['--json', 'bench', '--rounds', '2', '--html', page], { env: { CARGO_TARGET_DIR: '/nowhere' } });
    const measured = JSON.parse(stdout) as { fromNothing: { compiled: number }; fresh: { compiled: number }[]; disk: { fromNothing: number } };
    expect(measured.fromNothing.compiled).toBe(2);
    expect(measured.fresh.map(({ compiled }) => compiled)).toEqual([0, 0]);
    expect(measured.disk.fromNothing).toBeGreaterThan(0);
    expect(readFileSync(page, 'utf8')).toContain('fresh worktree');
    expect(existsSync(hook)).toBe(true);
    // Git makes and removes a directory of its own there.
    expect(compareTrees(before, snapshotTree(rig.main.path)).filter((line) => line !== '.git: mtime')).toEqual([]);
    expect(readdirSync(join(rig.store, 'v1'), { recursive: true }).filter((name) => String(name).endsWith('manifest.json'))).toEqual([]);
    await expectClean(rig);
  });

  it.skipIf(spawnSync('sccache', ['--version']).status !== 0)('measures sccache beside, whose server is up before anything is compiled, and ends it', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const real = findProgram('sccache', { cwd: rig.temporary, path: process.env['PATH'] });
    // As on a busy machine: a compiler that has to start the server does not see it in time.
    const late = join(rig.temporary, 'bin', 'sccache');
    writeFileSync(
      late,
      `#!/bin/sh\ncase "$1" in\n--show-stats) : > "$0.asked" ;;\n--*) ;;\n*) test -e "$0.asked" || { echo 'Timed out waiting for server startup' >&2; exit 2; } ;;\nesac\nexec '${real}' "$@"\n`,
      { mode: 0o755 },
    );
    const { stdout } = await rig.main.share(['--json', 'bench', '--rounds', '1', '--sccache', '--', 'build', '--release']);
    const { sccache } = JSON.parse(stdout) as { sccache: { empty: number; filled: number; beside: { compiled: number } } };
    expect(sccache.empty).toBeGreaterThan(0);
    expect(sccache.filled).toBeGreaterThan(0);
    expect(sccache.beside.compiled).toBe(0);
    await rig.settle();
    await expectClean(rig);
  });

  it('says what cargo says where HEAD does not build', async () => {
    const rig = await createRig({ files: appAndLibrary({ 'core_lib/src/lib.rs': 'pub fn say() -> String { 1 }\n' }) });
    const { stdout } = await rig.main.share(['--json', 'bench'], { statuses: [2] });
    const { error } = JSON.parse(stdout) as ErrorDocument;
    expect(error.code).toBe('build-failed');
    expect(error.message).toContain('could not compile `core_lib`');
    await expectClean(rig);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ended by %s it ends cargo and cleans up', async (signal) => {
    const { rig, child, marks } = await startWaiting();
    child.kill(signal);
    expect(await ended(child)).toBe(signal);
    await expectClean(rig);
    writeFileSync(marks.mayEnd, '');
  });

  it('killed, it is cleaned up after by the next one; one that runs is left alone', async () => {
    const { rig, child, marks, env } = await startWaiting();
    const [place = ''] = leftovers(rig);
    const other = join(rig.temporary, '.cargo-share-bench-mine');
    mkdirSync(other);
    const beside = await rig.main.share(['--json', 'bench', '--', 'no-such-command'], { env, statuses: [2] });
    expect((JSON.parse(beside.stdout) as ErrorDocument).error.code).toBe('build-failed');
    expect(leftovers(rig).sort()).toEqual([place, '.cargo-share-bench-mine'].sort());

    child.kill('SIGKILL');
    expect(await ended(child)).toBe('SIGKILL');
    writeFileSync(marks.mayEnd, '');
    await rig.settle();
    expect(leftovers(rig)).toContain(place);
    await rig.main.share(['bench', '--rounds', '1'], { env });
    expect(leftovers(rig)).toEqual(['.cargo-share-bench-mine']);
    expect((await rig.main.git(['worktree', 'list', '--porcelain'])).match(/^worktree /gm)).toHaveLength(1);
  });
});

interface Started {
  readonly rig: Rig;
  readonly child: ChildProcess;
  readonly marks: { readonly started: string; readonly mayEnd: string };
  readonly env: Readonly<Record<string, string>>;
}

/** A measurement that is in the middle of its first build. */
async function startWaiting(): Promise<Started> {
  const rig = await createRig({ files: { ...waiting(), 'app/Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n${dependsOn('core_lib')}` } });
  const marks = { started: join(rig.temporary, 'started'), mayEnd: join(rig.temporary, 'may-end') };
  const env = { STARTED: marks.started, MAY_END: marks.mayEnd };
  const child = spawn(process.execPath, [MAIN_SCRIPT, 'bench', '--rounds', '1'], { cwd: rig.main.path, env: { ...rig.env, ...env }, stdio: 'ignore' });
  await until(() => existsSync(marks.started));
  return { rig, child, marks, env };
}

function ended(child: ChildProcess): Promise<NodeJS.Signals | number | null> {
  return new Promise((resolve) => {
    child.once('exit', (status, signal) => resolve(signal ?? status));
  });
}
