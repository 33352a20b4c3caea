import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Native } from '../observer/build-native.ts';
import { attempt } from '../../system/attempt.ts';
import { lstat, readBytes, readDirectory, readText } from '../../system/fs.ts';
import { makeDirectoriesBelow } from '../../system/move.ts';
import { freeBytes } from '../../system/free-space.ts';
import { run } from '../../system/process.ts';
import { removeTree, writeAtomically, writeNew } from '../../system/write.ts';
import { bringState } from './bring.ts';
import type { Compilation } from './compilation.ts';
import { compileAside } from './compile-aside.ts';

export interface SelfTestOptions {
  readonly native: Native;
  /** The tool's directory for caches, where verdicts are kept. */
  readonly cache: string;
  /** A directory that is not there yet. */
  readonly below: string;
  readonly signal: AbortSignal;
}

/**
 * `trusted`, or what was seen instead; kept for each compiler and each version of what compiles aside. `tried: false`: the
 * compiler could not be tried, which says nothing of it, and is not kept.
 */
export type SelfTestVerdict = { readonly trusted: true } | { readonly trusted: false; readonly tried: boolean; readonly why: string };

const TIMEOUT_MS = 60_000;

/** Bytes on the disk, several times what is written: with less of them rustc may fail, or leave out what it would have kept. */
const ROOM = 64 * 2 ** 20;

/**
 * Whether what is compiled aside by this compiler serves the next compilation, tried on a small crate: nothing in the output
 * directory may have changed, rustc must take objects over after an edit, and every object must then be, byte for byte,
 * that of a compilation from scratch. What is not known counts as refused.
 */
export async function selfTest(of: Compilation, o: SelfTestOptions): Promise<SelfTestVerdict> {
  const said = await run(of.compiler, ['-vV'], { cwd: of.directory, env: of.env, timeoutMs: TIMEOUT_MS });
  if (!said.ok) return untried('rustc does not say its version');
  const name = createHash('sha256').update(JSON.stringify([VERSION, said.value.stdout, o.native])).digest('hex').slice(0, 16);
  const path = join(o.cache, 'incremental', `${name}.json`);
  const known = verdictIn(attempt(() => readText(path)));
  if (known !== undefined) return known;
  if (!hasRoom(o)) return untried(NO_ROOM);
  const found = await tryOut(of, o);
  const verdict = hasRoom(o) || found.trusted ? found : untried(NO_ROOM);
  attempt(() => removeTree(o.below));
  if (o.signal.aborted) return untried('stopped');
  if (!verdict.trusted && !verdict.tried) return verdict;
  attempt(() => {
    makeDirectoriesBelow(o.cache, join(o.cache, 'incremental'), 0o700);
    writeAtomically(path, JSON.stringify(verdict), { mode: 0o600 });
  });
  return verdict;
}

/** Raised when the test itself asks for more, or when what was kept is no longer believed. */
const VERSION = 2;

function verdictIn(text: ReturnType<typeof attempt<string | undefined>>): SelfTestVerdict | undefined {
  try {
    const value = JSON.parse((text.ok ? text.value : undefined) ?? 'null') as Partial<{ trusted: boolean; why: string }> | null;
    if (value?.trusted === true) return { trusted: true };
    return value?.trusted === false && typeof value.why === 'string' ? refused(value.why) : undefined;
  } catch {
    return undefined;
  }
}

function refused(why: string): SelfTestVerdict {
  return { trusted: false, tried: true, why };
}

function untried(why: string): SelfTestVerdict {
  return { trusted: false, tried: false, why };
}

const NO_ROOM = 'the disk is nearly full';

function hasRoom({ below }: SelfTestOptions): boolean {
  const free = attempt(() => freeBytes(dirname(below)));
  // Where it cannot be told, what is written fails by itself.
  return !free.ok || free.value >= ROOM;
}

async function tryOut(of: Compilation, o: SelfTestOptions): Promise<SelfTestVerdict> {
  const crate = testCrate(of, o.below);
  const written = attempt(() => {
    for (const path of [`${o.below}/src`, crate.output]) makeDirectoriesBelow(dirname(o.below), path);
    for (const [file, text] of Object.entries(SOURCES)) writeNew(`${o.below}/src/${file}`, text);
  });
  if (!written.ok) return untried(written.error.message);
  if (!(await compiles(crate, o.signal))) return untried('a small crate does not compile');
  attempt(() => removeTree(crate.incremental));
  const before = stamps(crate.output);
  const aside = await compileAside(crate, { native: o.native, below: `${o.below}/aside`, signal: o.signal, timeoutMs: TIMEOUT_MS });
  if (!aside.ok) return (await compiles(crate, o.signal)) ? refused(`aside: ${aside.error.what}`) : untried(aside.error.what);
  if (stamps(crate.output) !== before) return refused('the output directory was written to');
  if (!bringState(crate, aside.value).ok) return untried('the state could not be moved');
  const brought = objects(crate);
  const edit = attempt(() => writeAtomically(`${o.below}/src/two.rs`, SOURCES['two.rs'].replace('+ 2', '+ 22')));
  if (!edit.ok) return untried(edit.error.message);
  if (!(await compiles(crate, o.signal))) return refused('the edited crate does not compile');
  const edited = objects(crate);
  const reused = [...edited.values()].filter(({ ino }) => [...brought.values()].some((other) => other.ino === ino)).length;
  if (reused === 0 || reused === edited.size) return refused(`${reused} of ${edited.size} objects were taken over`);
  attempt(() => removeTree(crate.incremental));
  if (!(await compiles(crate, o.signal))) return refused('the edited crate does not compile from scratch');
  const scratch = objects(crate);
  const equal = scratch.size === edited.size && [...scratch].every(([name, { bytes }]) => edited.get(name)?.bytes.equals(bytes) === true);
  return equal ? { trusted: true } : refused('objects differ from those of a compilation from scratch');
}

const SOURCES = {
  'lib.rs': 'pub mod one;\npub mod two;\npub fn all(n: u32) -> u32 { one::Kept(n).twice() + two::add(n) }\n',
  'one.rs': '#[derive(Debug, Clone)]\npub struct Kept(pub u32);\nimpl Kept { pub fn twice(&self) -> u32 { assert!(self.0 < 9, "{self:?} in {}", file!()); self.0 * 2 } }\n',
  'two.rs': 'pub fn add(n: u32) -> u32 { let all: Vec<u32> = (0..n).map(|i| i + 2).collect(); all.iter().sum() }\n',
} as const;

function testCrate(of: Compilation, below: string): Compilation {
  const [output, incremental] = [`${below}/target/deps`, `${below}/target/incremental`];
  const hash = '0123456789abcdef';
  const args = ['--crate-name', 'tried', '--edition=2021', 'src/lib.rs', '--crate-type', 'lib', '--emit=dep-info,metadata,link', '-C', 'debuginfo=2', '-C', `metadata=${hash}`];
  return {
    unitHash: hash,
    crate: 'tried',
    compiler: of.compiler,
    args: [...args, '-C', `extra-filename=-${hash}`, '--out-dir', output, '-C', `incremental=${incremental}`],
    env: of.env,
    directory: below,
    output,
    incremental,
  };
}

async function compiles({ compiler, args, env, directory }: Compilation, signal: AbortSignal): Promise<boolean> {
  return (await run(compiler, args, { cwd: directory, env, timeoutMs: TIMEOUT_MS, signal })).ok;
}

/** Identity and times of all files: a write in place changes one of them. */
function stamps(directory: string): string {
  const entries = readDirectory(directory).map(({ name }) => {
    const found = lstat(`${directory}/${name}`);
    return `${name} ${found?.ino} ${found?.size} ${found?.mtimeNs} ${found?.ctimeNs}`;
  });
  return entries.sort().join('\n');
}

/** Those of the newest session, which rustc names by its time. */
function objects({ incremental }: Compilation): Map<string, { readonly ino: bigint; readonly bytes: Buffer }> {
  const found = new Map<string, { ino: bigint; bytes: Buffer }>();
  for (const crate of readDirectory(incremental)) {
    const sessions = readDirectory(`${incremental}/${crate.name}`).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
    const session = `${incremental}/${crate.name}/${sessions.at(-1) ?? ''}`;
    for (const { name } of readDirectory(session)) {
      const [stat, bytes] = [lstat(`${session}/${name}`), name.endsWith('.o') ? readBytes(`${session}/${name}`) : undefined];
      if (stat !== undefined && bytes !== undefined) found.set(name, { ino: stat.ino, bytes });
    }
  }
  return found;
}
