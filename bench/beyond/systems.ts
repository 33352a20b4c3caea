import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TakeDocument } from '../../src/report/documents/exchange.ts';
import { unsealText } from '../../src/store/checksum.ts';
import { MACHINE_NAME, MANIFEST_NAME } from '../../src/store/paths.ts';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec, type Exit } from '../../test/rig/process.ts';
import type { Figure } from '../figure.ts';
import { compiledIn, filesBelow } from './machines.ts';

/** A system that builds: this one, or the one below a root, there as another user with another home. */
interface System {
  readonly name: string;
  /** Below it everything of this run lies, at the same path in both. */
  readonly place: string;
  /** Its store, as this system sees it. */
  readonly store: string;
  run(cwd: string, command: readonly string[]): Promise<Exit>;
}

/** Anybody but root. */
const OTHER_USER = 1234;

/**
 * This system and another one below `root` (as debootstrap makes it, with gcc and git), each of which pulls what the other
 * one has pushed, builds and runs. Both have the same toolchain and downloads; C library, packages, user and home differ.
 */
export async function measureSystems(source: string, o: { readonly root: string; readonly common: string }): Promise<Figure[]> {
  // A store for each, as one user's clones help one another.
  const own = (store: string): System => ownSystem(o.common, store);
  const other = (store: string): System => otherSystem(o.root, o.common, store);
  return [...(await send(source, own('builds'), other('pulls'))), ...(await send(source, other('builds'), own('pulls')))];
}

async function send(source: string, from: System, to: System): Promise<Figure[]> {
  const [built, pulled] = [join(from.place, `built by ${from.name}`), join(to.place, `pulled by ${to.name}`)];
  const place = join(from.place, `place of ${from.name}`);
  const key = await prepare(from, source, built, place);
  const cold = await from.run(built, ['cargo', 'build', '--offline', '--locked']);
  await from.run(built, share('init'));
  await from.run(built, share('push', 'it'));
  await prepare(to, source, pulled, place);
  await to.run(pulled, ['git', 'config', '--add', 'share.allowedKey', key]);
  const { commits } = JSON.parse((await to.run(pulled, share('--json', 'pull', 'it'))).stdout) as TakeDocument;
  const count = (need: string): number => commits.flatMap(({ refused }) => refused).filter((one) => one.need === need).reduce((sum, { units }) => sum + units, 0);
  const first = await to.run(pulled, ['cargo', 'build', '--offline', '--locked']);
  const says = async (system: System, worktree: string): Promise<string> => (await system.run(worktree, ['cargo', 'run', '-q', '--offline', '--locked'])).stdout;
  const isRight = (await says(to, pulled)) === (await says(from, built));
  const libc = async (system: System): Promise<string> => /[\d.]+$/m.exec((await system.run('/', ['ldd', '--version'])).stdout)?.[0] ?? '';
  const way = `glibc ${await libc(from)} to ${await libc(to)}`;
  return [
    { name: `${way}: units taken`, value: commits.reduce((sum, { taken }) => sum + taken, 0), unit: 'units' },
    ...(['libc', 'tools', 'system', 'compiler', 'home'] as const).map((need): Figure => ({ name: `${way}: left for ${need}`, value: count(need), unit: 'units' })),
    { name: `${way}: crates compiled, cold`, value: compiledIn(cold), unit: 'units' },
    { name: `${way}: crates compiled after pulling`, value: compiledIn(first), unit: 'units' },
    { name: `${way}: programs, macros and scripts placed`, value: linked(to).length, unit: 'units', target: { atMost: 0 } },
    { name: `${way}: programs that say something else`, value: isRight ? 0 : 1, unit: 'units', target: { atMost: 0 } },
  ];
}

/** A clone with the remote and a key; gives the public one. */
async function prepare(system: System, source: string, worktree: string, place: string): Promise<string> {
  await system.run(system.place, ['git', '-c', 'safe.directory=*', 'clone', '-q', source, worktree]);
  await system.run(worktree, ['git', 'config', 'share.repository', 'project']);
  await system.run(worktree, share('remote', 'add', 'it', place));
  return (await system.run(worktree, share('remote', 'key'))).stdout.trim();
}

function share(...args: readonly string[]): string[] {
  return [process.execPath, MAIN_SCRIPT, ...args];
}

/** What a linker has made, of what the other system has built and this one has in its store. */
function linked(system: System): readonly string[] {
  const taken = filesBelow(system.store).filter((path) => path.endsWith(`/${MACHINE_NAME}`));
  const kinds = taken.map((path) => (JSON.parse(unsealText(readFileSync(join(path, '..', MANIFEST_NAME), 'utf8')) ?? '') as { readonly kind: string }).kind);
  return kinds.filter((kind) => ['bin', 'example', 'test', 'proc-macro', 'build-script'].includes(kind));
}

function variables(home: string, store: string): Record<string, string> {
  const from = (name: string, otherwise: string): string => process.env[name] ?? join(process.env['HOME'] ?? '/root', otherwise);
  return {
    PATH: process.env['PATH'] ?? '',
    CARGO_HOME: from('CARGO_HOME', '.cargo'),
    RUSTUP_HOME: from('RUSTUP_HOME', '.rustup'),
    HOME: home,
    CARGO_SHARE_STORE: join(home, store),
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

/** Clones of what another user owns are allowed. */
const GIT_CONFIG = '[safe]\n\tdirectory = *\n';

function ownSystem(place: string, store: string): System {
  const home = join(place, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, '.gitconfig'), GIT_CONFIG);
  const env = variables(home, store);
  return { name: 'this', place, store: join(home, store), run: (cwd, [program = '', ...args]) => exec(program, args, { cwd, env }) };
}

/** Runs as another user, in a mount namespace where the toolchain, the downloads and this run's directory are the same. */
function otherSystem(root: string, place: string, store: string): System {
  if (!existsSync(join(root, 'usr'))) throw new Error(`${root} is no root of a system`);
  const home = '/home/other';
  mkdirSync(join(root, home), { recursive: true });
  chownSync(join(root, home), OTHER_USER, OTHER_USER);
  writeFileSync(join(root, home, '.gitconfig'), GIT_CONFIG);
  const env = variables(home, store);
  const repository = join(import.meta.dirname, '..', '..');
  const shared = [env['CARGO_HOME'] ?? '', env['RUSTUP_HOME'] ?? '', repository, realpathSync(join(repository, 'node_modules')), place];
  const node = process.execPath;
  const script = [
    'set -e',
    ...shared.map((path) => `mkdir -p '${root}${path}' && mount --bind '${path}' '${root}${path}'`),
    `touch '${root}${node}' && mount --bind '${node}' '${root}${node}'`,
    `chmod a+x '${root}/root'`,
    `mount -t proc proc '${root}/proc' && mount --rbind /dev '${root}/dev'`,
    'cwd=$1 && shift',
    `exec chroot '${root}' setpriv --reuid ${OTHER_USER} --regid ${OTHER_USER} --clear-groups sh -c 'cd "$0" && exec "$@"' "$cwd" "$@"`,
  ].join('\n');
  chmodSync(place, 0o777);
  writeFileSync(join(place, 'enter'), script);
  return { name: 'other', place, store: join(root, home, store), run: (cwd, command) => exec('unshare', ['-m', 'sh', join(place, 'enter'), cwd, ...command], { cwd: '/', env }) };
}
