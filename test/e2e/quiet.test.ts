import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lastFailures, readLog } from '../../src/engine/log/read-log.ts';
import { appAndLibrary, manifest } from '../rig/crate.ts';
import { exec } from '../rig/process.ts';
import { useRigs, type Rig } from '../rig/rig.ts';

const createRig = useRigs();

/** A mistake in the tool, put in from outside: what warming calls throws. */
const BUG = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent("Array.prototype.toReversed = () => { throw new TypeError('put in by a test'); };")}` };

/** A `cargo-share` with that mistake, before the others in PATH: hooks hand on no NODE_OPTIONS. */
function mistaken({ temporary, env }: Rig): NodeJS.ProcessEnv {
  const bin = join(temporary, 'mistaken');
  mkdirSync(bin);
  writeFileSync(join(bin, 'cargo-share'), `#!/bin/sh\nPATH=\${PATH#*:} NODE_OPTIONS='${BUG.NODE_OPTIONS.replaceAll("'", "'\\''")}' exec cargo-share "$@"\n`, { mode: 0o755 });
  return { PATH: `${bin}:${env['PATH'] ?? ''}` };
}

const STACK = /^\s+at .*:\d+:\d+/m;

async function readyRig(): Promise<Rig> {
  const directory = 'pub fn say() -> &\'static str { env!("CARGO_MANIFEST_DIR") }\n';
  const rig = await createRig({
    files: appAndLibrary({ 'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app", "core_lib", "place"]\n', 'place/Cargo.toml': manifest('place'), 'place/src/lib.rs': directory }),
  });
  await rig.main.cargo(['build']);
  await rig.main.share(['init']);
  return rig;
}

/** `git worktree add` with the hooks: what git's caller sees. */
async function add(rig: Rig, name: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const path = join(rig.temporary, name);
  const { stderr } = await exec('git', ['worktree', 'add', '-q', '-b', name, path], { cwd: rig.main.path, env: { ...rig.env, ...env } });
  expect(existsSync(join(path, 'Cargo.toml'))).toBe(true);
  expect(stderr).not.toMatch(STACK);
  return stderr.split('\n').filter((line) => line !== '');
}

it('a store that is in nobody\'s power to write: one line, and git and cargo go on', async () => {
  const rig = await readyRig();
  renameSync(rig.store, `${rig.store}-aside`);
  writeFileSync(rig.store, 'a file in the way');
  const lines = await add(rig, 'b');
  expect(lines).toEqual([expect.stringMatching(/^cargo share: not everything was shared, cargo builds it: .*store/i)]);
  const b = rig.open(join(rig.temporary, 'b'));
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('first\n');
  b.write('notes.txt', 'one\n');
  await b.commit('Notes');
  await rig.settle();
  const failures = lastFailures(rig.env, 0);
  // Of the hook that somebody waited for; a commit saves into a store that is there.
  expect(failures).toHaveLength(1);
  expect(failures.every((entry) => entry.event === 'failure' && entry.failure.code.startsWith('store-'))).toBe(true);
  rmSync(rig.store);
  renameSync(`${rig.store}-aside`, rig.store);
  expect((await add(rig, 'c')).join('\n')).toMatch(/^cargo share: .* 2 units placed/);
});

it('a mistake in the tool: one line in a hook, no stack, no failed command; the log has it all', async () => {
  const rig = await readyRig();
  const lines = await add(rig, 'b', mistaken(rig));
  expect(lines).toEqual([expect.stringMatching(/^cargo share: not everything was shared.*mistake in cargo-share: put in by a test\..*log\.jsonl/)]);
  const [bug] = lastFailures(rig.env, 0);
  expect(bug).toMatchObject({ event: 'bug', message: 'put in by a test', stack: expect.stringMatching(STACK) });
  const run = readLog(rig.env).filter((entry) => entry.run === bug?.run);
  expect(run).toMatchObject([{ event: 'start', arguments: ['hook', 'post-checkout', expect.any(String), expect.any(String), '1'], directory: join(rig.temporary, 'b') }, { event: 'bug' }, { event: 'end' }]);

  const b = rig.open(join(rig.temporary, 'b'));
  const words = await b.share(['warm'], { env: BUG, statuses: [2] });
  expect(words.stderr).toMatch(/^error\[internal\]: This is a mistake in cargo-share: put in by a test\.\n {2}--> .*log\.jsonl\n {2}hint: /);
  expect(words.stderr).not.toMatch(STACK);
  const json = JSON.parse((await b.share(['--json', 'warm'], { env: BUG, statuses: [2] })).stdout) as object;
  expect(json).toMatchObject({ command: 'warm', error: { code: 'internal' } });
  await b.cargo(['build']);
  expect(await b.run('app')).toBe('first\n');
});

it('the log tells what ran for which worktree; at level debug, of each unit', async () => {
  const rig = await readyRig();
  await add(rig, 'b');
  const main = rig.main.path;
  const b = join(rig.temporary, 'b');
  expect(readLog(rig.env)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'saved', worktree: main, units: 3, saved: 2, refused: { 'env-path': 1 } }),
      expect.objectContaining({ event: 'warmed', worktree: b, placed: 2 }),
    ]),
  );
  expect(readLog(rig.env).some(({ event }) => event === 'placed')).toBe(false);
  await add(rig, 'c', { CARGO_SHARE_LOG: 'debug' });
  const debug = readLog(rig.env);
  expect(debug.filter((entry) => entry.event === 'placed').map(({ slot }) => slot).sort()).toEqual([expect.stringContaining('/app-'), expect.stringContaining('/core_lib-')]);
  expect(debug).toContainEqual(expect.objectContaining({ event: 'left', while: 'saving', slot: expect.stringContaining('/place-') }));
  const before = readLog(rig.env).length;
  await add(rig, 'd', { CARGO_SHARE_LOG: 'off' });
  await rig.main.share(['status']);
  expect(readLog(rig.env)).toHaveLength(before);
});
