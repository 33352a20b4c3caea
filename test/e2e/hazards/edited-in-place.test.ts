import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appAndLibrary } from '../../rig/crate.ts';
import { useRigs } from '../../rig/rig.ts';
import type { Worktree } from '../../rig/worktree.ts';

const createRig = useRigs();

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

interface VerifyDocument {
  readonly units: number;
  readonly damaged: readonly { readonly reason: string; readonly package: string; readonly file: string; readonly since: string; readonly heldBy: readonly string[] }[];
  readonly dropped?: number;
}

async function verify(worktree: Worktree, args: readonly string[] = [], statuses: readonly number[] = [0]): Promise<VerifyDocument> {
  return JSON.parse((await worktree.share(['--json', 'verify', ...args], { statuses })).stdout) as VerifyDocument;
}

/** A file of `debug/deps` whose name begins so, without an extension: a program. */
function program(worktree: Worktree, name: string): string {
  const deps = join(worktree.target, 'debug/deps');
  const found = readdirSync(deps).find((file) => new RegExp(`^${name}-[0-9a-f]{16}$`).test(file));
  if (found === undefined) throw new Error(`no program ${name}`);
  return join(deps, found);
}

/** Each edits a program where it stands and leaves it working. */
const EDITORS = [
  { name: 'strip', args: (path: string) => [path] },
  { name: 'strip', args: (path: string) => ['--preserve-dates', path] },
  { name: 'patchelf', args: (path: string) => ['--set-rpath', '/nowhere', path] },
] as const;

describe.each(EDITORS)('$name on a shared program', ({ name, args }) => {
  it('is found, named and never placed', async (context) => {
    if (!has(name)) return context.skip(`${name} is not installed`);
    const rig = await createRig({ files: appAndLibrary() });
    await rig.main.cargo(['build']);
    await rig.main.save();
    expect(await verify(rig.main)).toMatchObject({ units: 2, damaged: [] });
    const built = program(rig.main, 'app');
    const before = readFileSync(built);
    const inode = statSync(built).ino;
    expect(spawnSync(name, args(built)).status).toBe(0);
    expect(readFileSync(built).equals(before)).toBe(false);
    if (statSync(built).ino !== inode) return context.skip(`this ${name} makes a new file`);

    const found = await verify(rig.main, [], [1]);
    expect(found.damaged).toMatchObject([{ package: 'app', file: expect.stringContaining('/app-'), heldBy: [rig.main.target] }]);
    expect(Date.parse(found.damaged[0]?.since ?? '')).toBeLessThanOrEqual(Date.now());
    const b = await rig.addWorktree('b');
    await b.warm();
    expect(readdirSync(join(b.target, 'debug/deps')).some((file) => file.startsWith('app-'))).toBe(false);
    expect(await b.cargo(['build'])).toMatchObject({ compiled: [expect.stringContaining('app')] });
    expect(readFileSync(program(b, 'app')).equals(readFileSync(built))).toBe(false);
    expect(await b.run('app')).toBe('first\n');
    expect(await verify(b)).toMatchObject({ damaged: [] });
  });
});

it('verify --repair drops what was edited, and the worktree that edited it does not save it again', async () => {
  const rig = await createRig({ files: appAndLibrary() });
  await rig.main.cargo(['build']);
  await rig.main.save();
  const built = program(rig.main, 'app');
  if (spawnSync('strip', [built]).status !== 0) throw new Error('strip failed');
  expect(await verify(rig.main, ['--repair', '--dry-run'], [1])).not.toHaveProperty('dropped');
  const words = await rig.main.share(['verify', '--repair']);
  expect(words.stderr).toMatch(/warning: app: .*\/app-\w+ was written to in place: its size differs \(stored \d+, found \d+\), since .*Z or before; saved from/);
  expect(words.stderr).toMatch(/Dropped 1 damaged unit/);
  expect(await verify(rig.main)).toMatchObject({ units: 1, damaged: [] });
  const b = await rig.addWorktree('b');
  expect(await b.warm()).toMatchObject({ directories: [{ placed: 1 }] });
});

it('what mold linked is private: it writes test programs in place', async (context) => {
  if (!has('mold')) return context.skip('mold is not installed');
  const flags = '[build]\nrustflags = ["-Clink-arg=-fuse-ld=mold"]\n';
  const check = (value: string): string => `#[test]\nfn says() { println!("test of {}", "${value}"); }\n`;
  const rig = await createRig({ files: appAndLibrary({ '.cargo/config.toml': flags, 'app/tests/it.rs': check('main') }) });
  await rig.main.cargo(['test', '--no-run']);
  await rig.main.save();
  const ours = program(rig.main, 'it');
  const before = readFileSync(ours);
  if (!before.includes('mold ')) return context.skip('the linker of this toolchain is not mold');
  const b = await rig.addWorktree('b');
  await b.warm();
  expect(await b.cargo(['test', '--no-run'])).toMatchObject({ compiled: [] });
  const theirs = statSync(program(b, 'it')).ino;
  b.write('app/tests/it.rs', check('b'));
  await b.cargo(['test', '--no-run']);
  // That the linker did write in place is what makes this a hazard.
  expect(statSync(program(b, 'it')).ino).toBe(theirs);
  expect(readFileSync(ours).equals(before)).toBe(true);
  expect(await verify(b)).toMatchObject({ damaged: [] });
});
