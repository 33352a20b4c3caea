import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/system/free-port.ts';
import { appAndLibrary } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const found = spawnSync('sccache', ['--version'], { encoding: 'utf8' });
const missing = found.status !== 0;
if (missing) process.stderr.write('sccache tests are skipped: no sccache on PATH\n');

const createRig = useRigs();

interface StatusDocument {
  readonly enabled: boolean;
  readonly ours: boolean;
  readonly statistics: { readonly executed: number; readonly misses: number } | null;
}

describe.skipIf(missing)('sccache', () => {
  let rig: Rig;
  let config: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    rig = await createRig({ files: appAndLibrary() });
    const home = join(rig.temporary, 'cargo-home');
    mkdirSync(home);
    config = join(home, 'config.toml');
    // A server and a cache of this file's own; the server ends with the tests, or by itself.
    env = {
      CARGO_HOME: home,
      SCCACHE_DIR: join(rig.temporary, 'sccache'),
      SCCACHE_SERVER_PORT: String(await freePort()),
      SCCACHE_IDLE_TIMEOUT: '120',
    };
  });
  afterAll(async () => {
    await exec('sccache', ['--stop-server'], { cwd: rig.temporary, env: { ...rig.env, ...env }, statuses: 'any' });
  });

  async function status(): Promise<StatusDocument> {
    const { stdout } = await rig.main.share(['--json', 'sccache', 'status'], { env, statuses: [0, 1] });
    return JSON.parse(stdout) as StatusDocument;
  }

  it('is enabled, compiles, and goes without a trace', async () => {
    const original = '# mine\r\n[net]\r\nretry = 3';
    writeFileSync(config, original);
    expect(await status()).toMatchObject({ enabled: false, statistics: null });

    await rig.main.share(['sccache', 'enable', '--dry-run'], { env });
    expect(readFileSync(config, 'utf8')).toBe(original);
    const enabled = await rig.main.share(['--json', 'sccache', 'enable'], { env });
    expect(JSON.parse(enabled.stdout)).toMatchObject({ changed: true, counted: 1 });
    const written = readFileSync(config, 'utf8');
    await rig.main.share(['sccache', 'enable'], { env });
    expect(readFileSync(config, 'utf8')).toBe(written);

    const before = await status();
    expect(before).toMatchObject({ enabled: true, ours: true });
    await rig.main.cargo(['build'], { env: { ...env, CARGO_INCREMENTAL: '0' } });
    const after = await status();
    expect((after.statistics?.executed ?? 0) - (before.statistics?.executed ?? 0)).toBeGreaterThan(0);

    await rig.main.share(['sccache', 'disable'], { env });
    expect(readFileSync(config, 'utf8')).toBe(original);
    expect(readdirSync(env['CARGO_HOME'] ?? '').filter((name) => name.startsWith('cargo-share'))).toEqual([]);
    expect(await status()).toMatchObject({ enabled: false });
  });

  it('keeps no project from building once that sccache is gone', async () => {
    const bin = join(rig.temporary, 'shell-bin');
    mkdirSync(bin);
    copyFileSync((await exec('which', ['sccache'], { cwd: rig.temporary, env: rig.env })).stdout.trim(), join(bin, 'sccache'));
    const home = { ...env, CARGO_HOME: join(rig.temporary, 'home-of-shells') };
    await rig.main.share(['sccache', 'enable'], { env: { ...home, PATH: `${bin}:${rig.env['PATH'] ?? ''}` } });
    rmSync(bin, { recursive: true });
    const other = await createRig({ files: appAndLibrary() });
    await other.main.cargo(['build'], { env: home });
    expect(await other.main.run('app')).toBe('first\n');
  });

  it('keeps a link to a file of dotfiles', async () => {
    const dotfiles = join(rig.temporary, 'dotfiles.toml');
    writeFileSync(dotfiles, 'build = { jobs = 1 }\n', { mode: 0o640 });
    const home = join(rig.temporary, 'linked-home');
    mkdirSync(home);
    symlinkSync(dotfiles, join(home, 'config.toml'));
    const linked = { ...env, CARGO_HOME: home };
    await rig.main.share(['sccache', 'enable'], { env: linked });
    expect(readFileSync(dotfiles, 'utf8')).toContain('rustc-wrapper');
    await rig.main.share(['sccache', 'disable'], { env: linked });
    expect(readFileSync(dotfiles, 'utf8')).toBe('build = { jobs = 1 }\n');
  });

  it('changes nothing where the compile does not go through it', async () => {
    const home = join(rig.temporary, 'broken-home');
    const failing = { ...env, CARGO_HOME: home, RUSTFLAGS: '--no-such-flag' };
    const { stdout } = await rig.main.share(['--json', 'sccache', 'enable'], { env: failing, statuses: [2] });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'sccache-unusable' } });
    expect(existsSync(join(home, 'config.toml'))).toBe(false);
  });

  it("does not replace somebody else's wrapper", async () => {
    writeFileSync(config, '[build]\nrustc-wrapper = "/opt/other"\n');
    const { stdout } = await rig.main.share(['--json', 'sccache', 'enable'], { env, statuses: [2] });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'wrapper-taken', path: config } });
    expect(readFileSync(config, 'utf8')).toBe('[build]\nrustc-wrapper = "/opt/other"\n');
  });

  it('compiles in shared mode too, where cargo runs a wrapper of ours as well', async () => {
    writeFileSync(config, '');
    const shared = await createRig({ files: appAndLibrary() });
    const both = { ...env, RUSTC_WRAPPER: 'sccache' };
    await shared.main.share(['init', '--mode', 'shared'], { env: both });
    await shared.main.cargo(['build'], { env: both });
    expect(await shared.main.run('app')).toBe('first\n');
    const other = await shared.addWorktree('other');
    other.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
    await other.cargo(['build'], { env: both });
    expect(await other.run('app')).toBe('second\n');
    await shared.main.cargo(['build'], { env: both });
    expect(await shared.main.run('app')).toBe('first\n');
  });

  it('does not keep a worktree from being warmed whole', async () => {
    writeFileSync(config, `[build]\nrustc-wrapper = "sccache"\n`);
    await rig.main.cargo(['build'], { env });
    const fresh = await rig.addWorktree('fresh');
    await fresh.warm([], { env });
    expect((await fresh.cargo(['build'], { env })).compiled).toEqual([]);
  });
});
