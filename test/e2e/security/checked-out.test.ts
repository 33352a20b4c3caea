import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { useRigs, type Rig } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

/**
 * A branch of a stranger's, checked out in a clone with hooks, chooses neither where this tool writes nor what it runs.
 * docs/security.md names each promise.
 */
const createRig = useRigs();

/** A clone with hooks in which the app is built and saved. */
async function readyRig(): Promise<Rig> {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

/** A worktree of a branch that has `change` over the first commit; git runs the hooks. */
async function strangersBranch(rig: Rig, change: (worktree: Worktree) => void, add: readonly string[] = []): Promise<Worktree> {
  const author = await rig.addWorktree('author', { commit: 'HEAD' });
  await author.share(['deinit']);
  change(author);
  await author.git(['add', '-A']);
  for (const path of add) await author.git(['add', '-f', path]);
  await author.git(['commit', '-q', '-m', 'Change']);
  const commit = await author.git(['rev-parse', 'HEAD']);
  await rig.main.git(['worktree', 'remove', '--force', author.path]);
  await rig.main.share(['init']);
  return rig.addWorktree('stranger', { commit });
}

it('the hooks warm an ordinary branch: the tests below are about what differs', async () => {
  const rig = await readyRig();
  const ordinary = await strangersBranch(rig, (author) => author.write('notes.txt', 'one\n'));
  expect((await ordinary.cargo(['build'])).compiled).toEqual([]);
});

it('a target directory that is a tracked link leads nowhere', async () => {
  const rig = await readyRig();
  const outside = join(rig.temporary, 'outside');
  mkdirSync(outside);
  const worktree = await strangersBranch(
    rig,
    (author) => {
      author.remove('target');
      symlinkSync(outside, author.target);
    },
    ['target'],
  );
  expect((await worktree.warm()).notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-tracked' } }]);
  expect(readdirSync(outside)).toEqual([]);
});

it('of a target directory with tracked files nothing is taken, and nothing is written there', async () => {
  const rig = await readyRig();
  const worktree = await strangersBranch(rig, (author) => author.write('target/debug/deps/planted', 'x'), ['target/debug/deps/planted']);
  await worktree.cargo(['build']);
  expect((await worktree.save()).directories).toMatchObject([{ skipped: 'tracked', saved: 0 }]);
  expect((await worktree.warm()).notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-tracked' } }]);
});

it('a tracked configuration sends nothing outside, not even where cargo has built', async () => {
  const rig = await readyRig();
  const outside = join(rig.temporary, 'outside');
  const worktree = await strangersBranch(rig, (author) => author.write('.cargo/config.toml', `build.target-dir = "${outside}"\n`));
  expect((await worktree.warm()).notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-foreign' } }]);
  expect(existsSync(outside)).toBe(false);
  await worktree.cargo(['build']);
  expect((await worktree.warm()).notes).toMatchObject([{ code: 'not-written', failure: { code: 'target-directory-foreign' } }]);
});

it('a manifest cannot name a store', async () => {
  const rig = await readyRig();
  const outside = join(rig.temporary, 'planted-store');
  const worktree = await strangersBranch(rig, (author) => {
    author.write('Cargo.toml', `${author.read('Cargo.toml')}\n[workspace.metadata.share]\nstore = "${outside}"\n`);
  });
  const env = { CARGO_SHARE_STORE: '' };
  await worktree.warm([], { env });
  expect(existsSync(outside)).toBe(false);
});

it('a hook runs no cargo, whose program a checkout may choose', async () => {
  const rig = await readyRig();
  const proof = join(rig.temporary, 'ran');
  const worktree = await strangersBranch(rig, (author) => {
    const program = { 'evil/bin/cargo': `#!/bin/sh\ntouch '${proof}'\n`, 'evil/bin/rustc': `#!/bin/sh\ntouch '${proof}'\n` };
    for (const [path, text] of Object.entries(program)) {
      author.write(path, text);
      chmodSync(join(author.path, path), 0o755);
    }
    author.write('rust-toolchain.toml', `[toolchain]\npath = "${join(rig.temporary, 'stranger', 'evil')}"\n`);
    // Only cargo can say what this means.
    author.write('.cargo/config.toml', '[build]\nbuild-dir = "{a-template-of-the-future}/x"\n');
  });
  expect(existsSync(proof)).toBe(false);
  expect(existsSync(join(worktree.target, 'debug'))).toBe(false);
});

it('a link inside the target directory is not written through', async () => {
  const rig = await readyRig();
  const worktree = await rig.addWorktree('linked', { commit: 'HEAD' });
  const outside = join(rig.temporary, 'outside');
  mkdirSync(outside);
  worktree.remove('target/debug/deps');
  symlinkSync(outside, join(worktree.target, 'debug/deps'));
  const warmed = await worktree.share(['--json', 'warm'], { statuses: [2] });
  expect(JSON.parse(warmed.stdout)).toMatchObject({ error: { code: 'target-directory-unusable' } });
  expect(readdirSync(outside)).toEqual([]);
});

it("a unit's own directory that is a link is not written through", async () => {
  const rig = await readyRig();
  const worktree = await rig.addWorktree('linked', { commit: 'HEAD' });
  const outside = join(rig.temporary, 'outside');
  mkdirSync(outside);
  const fingerprints = join(worktree.target, 'debug/.fingerprint');
  const [unit = ''] = readdirSync(fingerprints);
  worktree.remove(`target/debug/.fingerprint/${unit}`);
  symlinkSync(outside, join(fingerprints, unit));
  await worktree.share(['--json', 'warm'], { statuses: [0, 2] });
  expect(readdirSync(outside)).toEqual([]);
});

it('names with control characters do not reach the terminal as such', async () => {
  const rig = await readyRig();
  const name = 'odd\u001b]0;title\u0007';
  const odd = await rig.addWorktree(name, { commit: 'HEAD' });
  const { stderr } = await odd.share(['warm']);
  expect(stderr).toContain('odd\\x1b]0;title\\x07');
  expect(stderr).not.toContain('\u0007');
});
