/**
 * What each protection of hard links costs against a set-up script that copies `target/` over a warmed one: in the
 * demonstration's workspace, or a clone of `--workspace DIR`, on a file system without reflinks.
 * `npm run bench:links -- --output bench/results/links/NAME.json`.
 */
import { chmodSync, copyFileSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { describeMachine } from '../machine.ts';
import { medianTime, time } from '../measure.ts';
import { openSite } from '../site.ts';

const { values } = parseArgs({
  options: { workspace: { type: 'string' }, directory: { type: 'string', default: tmpdir() }, rounds: { type: 'string', default: '5' }, output: { type: 'string' } },
});
const ROUNDS = Number(values.rounds);

interface Found {
  readonly path: string;
  readonly size: number;
  readonly links: number;
}

const site = await openSite(values.directory, values.workspace);
try {
  await exec('cargo', ['build', '--quiet', '--workspace', '--all-targets'], { cwd: site.main, env: site.env });
  await exec(process.execPath, [MAIN_SCRIPT, 'init'], { cwd: site.main, env: site.env });
  const fresh = join(site.temporary, 'fresh');
  const warm = await time(() => exec('git', ['worktree', 'add', '-q', '--detach', fresh], { cwd: site.main, env: site.env }));
  const target = join(fresh, 'target');
  const files = filesBelow(target);
  const shared = files.filter(({ links }) => links > 1);
  const own = files.filter(({ path, links, size }) => links === 1 && size > 0 && isSame(path, join(site.main, 'target', relative(target, path))));
  const result = {
    what: values.workspace === undefined ? 'the demonstration' : 'a clone',
    freshWorktree: { seconds: warm, files: files.length, sharedBytes: bytes(shared), sharedFiles: shared.length },
    privateCopies: { ...(await copies(own)), filesOfThem: own.length },
    readOnlyModes: { seconds: await medianTime(ROUNDS, async () => setModes(shared, 0o444, 0o644)), cp: await copyOver(site.main, fresh, shared) },
    noticedAtTheNextHook: { secondsOfEachHookAndWorktree: await medianTime(ROUNDS, async () => shared.forEach(({ path }) => lstatSync(path))) },
    machine: await describeMachine(site.temporary, site.env),
  };
  const text = `${JSON.stringify(result, undefined, 2)}\n`;
  process.stdout.write(text);
  if (values.output !== undefined) writeFileSync(values.output, text);
} finally {
  site.dispose();
}

/** What a fresh worktree has for itself though the bytes are another one's, and how long it takes to copy and to link it. */
async function copies(own: readonly Found[]): Promise<{ readonly bytes: number; readonly seconds: number; readonly secondsAsLinks: number }> {
  const place = join(site.temporary, 'place');
  const each = (act: (from: string, to: string) => void) => async (): Promise<void> => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    own.forEach(({ path }, index) => act(path, join(place, String(index))));
  };
  return { bytes: bytes(own), seconds: await medianTime(ROUNDS, each(copyFileSync)), secondsAsLinks: await medianTime(ROUNDS, each(linkSync)) };
}

function setModes(shared: readonly Found[], ...modes: readonly number[]): void {
  for (const mode of modes) for (const { path } of shared) chmodSync(path, mode);
}

/** What `cp -r` makes of files that may not be written, for root and for others: its status, and whose bytes it has changed. */
async function copyOver(main: string, fresh: string, shared: readonly Found[]): Promise<Record<string, { readonly status: string; readonly written: number }>> {
  // Not the files themselves, which cp would not copy upon themselves.
  const from = join(site.temporary, 'another');
  await exec('cp', ['-a', '--no-preserve=timestamps', join(main, 'target'), from], { cwd: main, env: site.env });
  const told: Record<string, { status: string; written: number }> = {};
  const users: Readonly<Record<string, readonly string[]>> = process.getuid?.() === 0 ? { root: [], others: ['setpriv', '--bounding-set=-dac_override', '--'] } : { others: [] };
  for (const [user, prefix] of Object.entries(users)) {
    setModes(shared, 0o444);
    const before = shared.map(({ path }) => lstatSync(path, { bigint: true }).mtimeNs);
    const [command = '', ...args] = [...prefix, 'cp', '-r', `${from}/.`, 'target'];
    const ended = await exec(command, args, { cwd: fresh, env: site.env, statuses: 'any' });
    told[user] = { status: ended.stderr === '' ? 'ends well' : 'fails', written: shared.filter(({ path }, index) => lstatSync(path, { bigint: true }).mtimeNs !== before[index]).length };
    setModes(shared, 0o644);
  }
  return told;
}

function filesBelow(directory: string): Found[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    const { size, nlink } = lstatSync(path);
    return entry.isFile() ? [{ path, size, links: nlink }] : [];
  });
}

function isSame(one: string, other: string): boolean {
  const stat = lstatSync(other, { throwIfNoEntry: false });
  return stat !== undefined && stat.size === lstatSync(one).size && readFileSync(one).equals(readFileSync(other));
}

function bytes(files: readonly Found[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
