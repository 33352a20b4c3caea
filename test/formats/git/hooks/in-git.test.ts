import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOOK_NAMES, hookBlock, NEW_HOOK_START } from '../../../../src/formats/git/hooks/script.ts';
import { git, gitWith, makeRepository, temporaryDirectory, write } from '../rig.ts';

/** A repository with our hooks, and a tool that notes each call with the directory that it was made in. */
function makeHooked() {
  const top = temporaryDirectory();
  const root = makeRepository(join(top, 'a'));
  const log = write(join(top, 'log'), '');
  const fifo = join(top, 'fifo');
  const tool = write(
    join(top, 'tool'),
    `#!/bin/sh\n[ "$3" = post-commit ] && [ -p '${fifo}' ] && read -r line < '${fifo}'\n` +
      `echo "$3 in $(basename "$PWD")" >> '${log}'\n[ "$3" = post-commit ] && [ -p '${fifo}' ] && echo end > '${fifo}'\n`,
    0o755,
  );
  for (const name of HOOK_NAMES) {
    const block = hookBlock(name, { node: tool, script: 'main.js' });
    write(join(root, '.git/hooks', name), NEW_HOOK_START + block, 0o755);
  }
  return { top, root, log, fifo };
}

/** What the tool has noted so far, a line for each call. */
function calls(log: string): string[] {
  return readFileSync(log, 'utf8').split('\n').filter((line) => line !== '');
}

/** Without an installed cargo-share, Node or cargo, as launchd starts what has a window: the recorded tool is to be called. */
const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' };

test('worktree add, switch, merge and rebase warm the worktree that they change', () => {
  const { top, root, log } = makeHooked();
  gitWith(env, root, 'worktree', 'add', '-q', '-b', 'b', '../b');
  expect(calls(log)).toEqual(['post-checkout in b']);
  const b = join(top, 'b');
  gitWith({ ...env, CARGO_SHARE: '0' }, b, 'commit', '-q', '--allow-empty', '-m', 'b');
  gitWith(env, root, 'merge', '-q', 'b');
  expect(calls(log).slice(1)).toEqual(['post-merge in a']);
  gitWith({ ...env, CARGO_SHARE: '0' }, root, 'commit', '-q', '--allow-empty', '-m', 'main');
  gitWith({ ...env, CARGO_SHARE: '0' }, b, 'commit', '-q', '--allow-empty', '-m', 'b2');
  gitWith(env, b, 'rebase', '-q', 'main');
  expect(calls(log).slice(2)).toEqual(['post-checkout in b', 'post-rewrite in b']);
  gitWith(env, b, 'checkout', '-q', '--', '.');
  expect(calls(log)).toHaveLength(4);
});

test('a commit returns while the save is still at work', () => {
  const { root, log, fifo } = makeHooked();
  execFileSync('mkfifo', [fifo]);
  // The tool waits for a line: this call would never return if git, or our reading of its output, waited for it.
  gitWith(env, root, 'commit', '-q', '--allow-empty', '-m', 'x');
  expect(calls(log)).toEqual([]);
  execFileSync('sh', ['-c', 'echo go > "$1"; read -r line < "$1"', 'sh', fifo]);
  expect(calls(log)).toEqual(['post-commit in a']);
});

test('git succeeds with the tool gone, which is one line', () => {
  const { top, root } = makeHooked();
  for (const name of HOOK_NAMES) {
    const block = hookBlock(name, { node: '/no such/node', script: 'x' });
    write(join(root, '.git/hooks', name), NEW_HOOK_START + block, 0o755);
  }
  const said = execFileSync('sh', ['-c', 'git worktree add -q -b b ../b 2>&1 && git -C ../b commit -q --allow-empty -m x 2>&1'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@e', GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@e' },
  });
  expect(said).toMatch(/^cargo share: nothing is shared, as \/no such\/node is gone;.*\n$/);
  expect(existsSync(join(top, 'b/a.txt'))).toBe(true);
  expect(git(join(top, 'b'), 'log', '--format=%s')).toBe('x\nfirst');
});
