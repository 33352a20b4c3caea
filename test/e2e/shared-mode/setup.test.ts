import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary, dependsOn, manifest, workspace } from '../../rig/crate.ts';
import type { ErrorDocument } from '../../rig/documents.ts';
import { exec } from '../../rig/process.ts';
import { useRigs } from '../../rig/rig.ts';
import { compareTrees, snapshotTree } from '../../rig/tree.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();
const SHARED = ['init', '--mode', 'shared'] as const;

/** What differs but for git's own housekeeping. */
function changes(before: ReturnType<typeof snapshotTree>, path: string): string[] {
  const own = /^(\.|\.git|\.git\/info|\.git\/hooks|\.git\/worktrees.*|\.cargo): (mtime|inode)$|^\.git\/(index|config|info\/exclude): (mtime|inode)$|^\.cargo\/config.toml: (mtime|inode)$/;
  return compareTrees(before, snapshotTree(path)).filter((line) => !own.test(line));
}

async function failure(worktree: Worktree, args: readonly string[]): Promise<ErrorDocument['error']> {
  const run = await worktree.share(['--json', ...args], { statuses: [2] });
  return (JSON.parse(run.stdout) as ErrorDocument).error;
}

describe('init --mode shared', () => {
  it('serves worktrees inside and outside, and deinit gives every byte back', async () => {
    const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': 'target\nworktrees\n' } });
    const inside = await rig.addWorktree('inside', { at: 'a/worktrees/inside' });
    const outside = await rig.addWorktree('outside');
    rig.main.write('.cargo/config.toml', '\uFEFF# mine\r\nbuild = { jobs = 2 } # keep\r\n[net]\r\nretry = 1');
    await rig.main.git(['status']);
    const all = [rig.main, inside, outside];
    const before = all.map(({ path }) => snapshotTree(path));

    await rig.main.share(SHARED);
    for (const worktree of all) {
      expect(await worktree.git(['status', '--porcelain', '--', ':!.cargo'])).toBe('');
      await worktree.cargo(['build']);
      expect(await worktree.run('app')).toBe('first\n');
      expect(existsSync(join(worktree.path, 'target/debug/.fingerprint'))).toBe(false);
    }
    expect(existsSync(join(rig.main.path, '.shared-target/debug/.fingerprint'))).toBe(true);
    const status = await rig.main.status();
    expect(status.mode).toBe('shared');
    expect(status.shared).toMatchObject([{ path: join(rig.main.path, '.shared-target'), worktrees: { length: 3 }, units: { total: 6 } }]);
    expect(status.worktrees.map(({ units }) => units.total)).toEqual([0, 0, 0]);
    expect(await outside.git(['status', '--porcelain'])).toBe('');
    expect((await rig.main.share([...SHARED, '--json'])).stdout).toContain('"steps": []');

    await rig.main.share(['deinit']);
    for (const [index, worktree] of all.entries()) {
      const left = changes(before[index] ?? new Map(), worktree.path);
      // Build output is all that stays.
      expect(left.filter((line) => !/^(\.shared-target|target|worktrees|\.git\/)/.test(line))).toEqual([]);
      expect(left.filter((line) => /^\.git\/(hooks|info|config|cargo-share)/.test(line))).toEqual([]);
    }
    expect(rig.main.read('.cargo/config.toml')).toBe('\uFEFF# mine\r\nbuild = { jobs = 2 } # keep\r\n[net]\r\nretry = 1');
  });

  it('gives back a configuration that somebody has added to since', async () => {
    const rig = await createRig({ files: { ...appAndLibrary(), '.gitignore': 'target\n/.cargo\n' } });
    rig.main.write('.cargo/config.toml', '[build]\njobs = 2\n');
    await rig.main.share(SHARED);
    rig.main.write('.cargo/config.toml', `# new\n${rig.main.read('.cargo/config.toml')}[net]\nretry = 3\n`);
    await rig.main.share(['deinit']);
    expect(rig.main.read('.cargo/config.toml')).toBe('# new\n[build]\njobs = 2\n[net]\nretry = 3\n');
  });

  it('does not touch a configuration that git tracks, and says what works instead', async () => {
    const rig = await createRig({
      files: {
        ...appAndLibrary(),
        '.cargo/config.toml': '[build]\njobs = 2\n',
        'fuzz/Cargo.toml': manifest('fuzz', '[workspace]\n'),
        'fuzz/src/lib.rs': '',
      },
    });
    const before = snapshotTree(rig.main.path);
    const error = await failure(rig.main, SHARED);
    expect(error).toMatchObject({ code: 'cargo-config-tracked', path: join(rig.main.path, '.cargo/config.toml') });
    expect(error.hint).toContain('cargo share init');
    expect(changes(before, rig.main.path)).toEqual([]);
  });

  it('refuses where cargo puts no hash into file names', async () => {
    const files = { 'Cargo.toml': manifest('app', '[lib]\ncrate-type = ["cdylib"]\n'), 'src/lib.rs': '' };
    const rig = await createRig({ files });
    expect(await failure(rig.main, SHARED)).toMatchObject({ code: 'shared-mode-unsound', path: join(rig.main.path, 'Cargo.toml') });
  });

  it('names the crates that it does not cover, and clippy', async () => {
    const rig = await createRig({
      files: {
        'Cargo.toml': workspace(['app'], 'exclude = ["apart"]\n[patch.crates-io]\nitoa = { path = "vendor/itoa" }\n'),
        'app/Cargo.toml': manifest('app', `${dependsOn()}apart = { path = "../apart" }\n`),
        'app/src/main.rs': 'fn main() {}\n',
        'apart/Cargo.toml': manifest('apart', '[workspace]\n'),
        'apart/src/lib.rs': '',
        'vendor/itoa/Cargo.toml': manifest('itoa'),
        'vendor/itoa/src/lib.rs': '',
      },
    });
    const { stderr } = await rig.main.share(SHARED);
    expect(stderr).toMatch(/no members of it: apart, itoa .*make them members/);
    expect(stderr).toMatch(/cargo clippy.*CARGO_BUILD_BUILD_DIR=target/);
  });

  it('a dry run writes nothing', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const before = snapshotTree(rig.main.path);
    expect((await rig.main.share([...SHARED, '--dry-run'])).stderr).toContain('.cargo/config.toml');
    expect(changes(before, rig.main.path)).toEqual([]);
  });
});

describe('worktrees that come and go', () => {
  it('one that is added later is set up by the hook, one that is removed leaves nothing', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.share(SHARED);
    const later = await rig.addWorktree('later');
    expect(later.read('.cargo/config.toml')).toContain(join(rig.main.path, '.shared-target'));
    await later.cargo(['build']);
    expect(await later.run('app')).toBe('first\n');
    await later.git(['worktree', 'remove', later.path], { directory: '..' , env: { GIT_DIR: join(rig.main.path, '.git') } });
    expect(existsSync(later.path)).toBe(false);
    const again = await rig.addWorktree('again');
    // The hook leaves it to a process of its own.
    await rig.settle();
    const record = readFileSync(join(rig.main.path, '.git/cargo-share/init.json'), 'utf8');
    expect(record).toContain(again.path);
    expect(record).not.toContain(later.path);
  });

  it('one at the path of another that is gone has hashes of its own', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.share(SHARED);
    const b = await rig.addWorktree('b');
    b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "of the first".to_string() }\n');
    await b.cargo(['build']);
    await rig.main.git(['worktree', 'remove', '--force', b.path]);
    const second = await rig.addWorktree('second', { at: 'b' });
    for (const file of ['app/src/main.rs', 'app/Cargo.toml', 'core_lib/Cargo.toml', 'Cargo.toml', 'core_lib/src/lib.rs']) {
      second.writeOld(file, second.read(file));
    }
    expect((await second.cargo(['run'])).stdout).toBe('first\n');
  });

  it('a branch whose `.cargo` leads elsewhere makes the hook write nothing there', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const elsewhere = join(rig.temporary, 'home', '.cargo');
    mkdirSync(elsewhere, { recursive: true });
    await rig.main.git(['switch', '-q', '-c', 'strange']);
    symlinkSync(elsewhere, join(rig.main.path, '.cargo'));
    const strange = await rig.main.commit('Strange');
    await rig.main.git(['switch', '-q', 'main']);
    await rig.main.share(SHARED);
    const add = await exec('git', ['worktree', 'add', '-q', '../b', strange], { cwd: rig.main.path, env: rig.env });
    expect(add.stderr).toMatch(/b keeps a build directory of its own: this is a link/);
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(rig.main.read('.cargo/config.toml')).toContain('build-dir');
  });

  it('many at once, added at the same time', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.share(SHARED);
    const names = ['b', 'c', 'd', 'e'];
    const added = await Promise.all(names.map((name) => rig.addWorktree(name)));
    for (const worktree of added) expect(worktree.read('.cargo/config.toml')).toContain('build-dir');
    await rig.main.share(['deinit']);
    for (const worktree of added) expect(existsSync(join(worktree.path, '.cargo'))).toBe(false);
  });

  it('twelve of them are set up in one go; prints how long that took', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    for (let index = 0; index < 12; index += 1) await rig.addWorktree(`w${index}`);
    const start = performance.now();
    await rig.main.share(SHARED);
    process.stderr.write(`init --mode shared with 13 worktrees: ${Math.round(performance.now() - start)} ms\n`);
    expect(rig.open(join(rig.temporary, 'w11')).read('.cargo/config.toml')).toContain('build-dir');
  });
});

describe('--target-dir: the recipe as it is written', () => {
  it('with the link, its hazards said, and undone', async () => {
    const rig = await createRig({ files: appAndLibrary() });
    const b = await rig.addWorktree('b');
    const { stderr } = await rig.main.share([...SHARED, '--target-dir']);
    expect(stderr).toMatch(/whoever built last.*one build waits for the other.*cargo clean/);
    expect(readlinkSync(rig.main.target)).toBe('.shared-target');
    expect(readlinkSync(b.target)).toBe(join(rig.main.path, '.shared-target'));
    b.writeOld('core_lib/src/lib.rs', 'pub fn say() -> String { "second".to_string() }\n');
    await rig.main.cargo(['build']);
    expect((await b.cargo(['run'])).stdout).toBe('second\n');
    expect((await rig.main.cargo(['run'])).stdout).toBe('first\n');
    // The hazard that stays: one program for all.
    expect(await b.run('app')).toBe('first\n');
    await rig.main.share(['deinit']);
    for (const { target, path } of [rig.main, b]) {
      expect(existsSync(target)).toBe(false);
      expect(existsSync(join(path, '.cargo'))).toBe(false);
    }
  });

  it('is what a cargo below 1.91 gets', async () => {
    const rig = await createRig({ files: { ...appAndLibrary(), 'bin/cargo': { executable: '#!/bin/sh\necho "cargo 1.90.0 (stub 2025-09-18)"\n' } } });
    const env = { PATH: `${join(rig.main.path, 'bin')}:${rig.env['PATH'] ?? ''}` };
    const { stderr } = await rig.main.share(SHARED, { env });
    expect(stderr).toContain('older than 1.91');
    expect(rig.main.read('.cargo/config.toml')).toContain('target-dir = ');
    expect(rig.main.read('.cargo/config.toml')).not.toContain('build-dir');
  });
});

