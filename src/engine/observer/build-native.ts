import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parseRustcVersion } from '../../formats/cargo/versions.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { copyBytes, makeDirectories, makeDirectoriesBelow, makeDirectory, makeTemporaryDirectory, rename } from '../../system/move.ts';
import { run, type ProcessFailure, type RunOptions } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unreachable } from '../../system/unreachable.ts';
import { removeTree, temporaryBeside, writeNew } from '../../system/write.ts';
import { nativeSources, type NativeProgram, type NativeSources } from './native-sources.ts';

/**
 * What observes: a library for `LD_PRELOAD`, and the program that stands before rustc while macros are observed. And
 * another library, that lays aside what rustc writes into its output directory.
 */
export interface Native {
  readonly observer: AbsolutePath;
  readonly gate: AbsolutePath;
  readonly aside: AbsolutePath;
}

export interface NativeRequest {
  /** The tool's own directory for caches; the programs lie in `observer/` in it. */
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** The gate is told from other programs by its name: see `native/observer/start.rs`. */
const FILES: Readonly<Record<NativeProgram, string>> = { observer: 'libcargo_share_observer.so', gate: 'cargo-share-gate', aside: 'libcargo_share_aside.so' };

const PROGRAMS = ['observer', 'gate', 'aside'] as const;

const COMMON = ['--edition=2021', '-O', '-Cpanic=abort', '-Cstrip=symbols', '--cap-lints=allow'];
// Frame pointers: a hook finds out by its frame who has called it.
const LIBRARY = ['-Cforce-frame-pointers=yes', '--crate-type=cdylib'];
const OPTIONS: Readonly<Record<NativeProgram, readonly string[]>> = {
  observer: [...COMMON, ...LIBRARY, '--crate-name=cargo_share_observer'],
  // After the observer, of which it uses some files.
  aside: [...COMMON, ...LIBRARY, '--crate-name=cargo_share_aside'],
  gate: [...COMMON, '--crate-type=bin', '--crate-name=cargo_share_gate'],
};

/** The hooks are those of glibc, the system calls those of these processors. */
const HOSTS: ReadonlySet<string> = new Set(['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu']);

/** A compiler that hangs is not waited for. */
const TIMEOUT_MS = 120_000;

/** The programs, compiled by the user's rustc where this version of them is not there yet: a few seconds, once. */
export async function buildNative(request: NativeRequest): Promise<Result<Native, Failure>> {
  // Of no project: no `rust-toolchain.toml` chooses another compiler there. And not in the cache, which its user may be
  // deleting: only what is whole is put there, in a moment.
  const aside = attempt(() => makeTemporaryDirectory('cargo-share-native-'));
  if (!aside.ok) return err(unavailable(aside.error.message));
  try {
    return await buildAside(aside.value, request);
  } finally {
    attempt(() => removeTree(aside.value));
  }
}

async function buildAside(aside: string, { cache, environment, signal }: NativeRequest): Promise<Result<Native, Failure>> {
  const how = { cwd: aside, env: environment, timeoutMs: TIMEOUT_MS, ...(signal !== undefined && { signal }) };
  const asked = await run('rustc', ['-vV'], how);
  const version = asked.ok ? parseRustcVersion(asked.value.stdout) : undefined;
  if (version === undefined) return err(unavailable(asked.ok ? 'rustc does not say its version' : said(asked.error)));
  if (!HOSTS.has(version.host)) return err(unavailable(`it is not made for ${version.host}`));

  const sources = nativeSources();
  const hash = createHash('sha256').update(JSON.stringify([sources, OPTIONS, version.text])).digest('hex').slice(0, 16);
  const parent = join(cache, 'observer');
  const directory = join(parent, hash);
  const at = (program: NativeProgram): AbsolutePath => join(directory, FILES[program]) as AbsolutePath;
  const native: Native = { observer: at('observer'), gate: at('gate'), aside: at('aside') };
  if (isThere(native)) return ok(native);

  const problem = await compileIn(aside, sources, how);
  if (problem !== undefined) return err(unavailable(problem));
  const moved = attempt(() => {
    // What may be ended is in the background: a cache that was deleted does not come back by this.
    if (signal === undefined) makeDirectories(parent, 0o700);
    else makeDirectoriesBelow(dirname(cache), parent, 0o700);
    moveIn(aside, directory);
  });
  if (isThere(native)) return ok(native);
  return err(unavailable(moved.ok ? 'it is not there after it was compiled' : moved.error.message));
}

function isThere(native: Native): boolean {
  return [native.observer, native.gate, native.aside].every((path) => stat(path)?.kind === 'file');
}

/** Undefined: it went well. */
async function compileIn(aside: string, sources: NativeSources, how: RunOptions): Promise<string | undefined> {
  for (const program of PROGRAMS) {
    const written = attempt(() => {
      makeDirectories(join(aside, program));
      for (const [name, text] of Object.entries(sources[program])) writeNew(join(aside, program, name), text);
    });
    if (!written.ok) return written.error.message;
    const compiled = await run('rustc', [...OPTIONS[program], `${program}/main.rs`, '-o', FILES[program]], how);
    if (!compiled.ok) return said(compiled.error);
  }
  return undefined;
}

/** Whole or not at all: in a directory beside it, that is renamed. Fails where another one was first, too. */
function moveIn(aside: string, directory: string): void {
  const temporary = temporaryBeside(directory);
  makeDirectory(temporary, 0o700);
  try {
    for (const program of PROGRAMS) copyBytes(join(aside, FILES[program]), join(temporary, FILES[program]));
    rename(temporary, directory);
  } catch (error) {
    removeTree(temporary);
    throw error;
  }
}

function said(failure: ProcessFailure): string {
  switch (failure.reason) {
    case 'missing-program':
      return 'rustc is not on the PATH';
    case 'missing-directory':
      return `${failure.path} is not there`;
    case 'not-started':
      return `rustc does not start (${failure.code})`;
    case 'timeout':
      return 'rustc did not come to an end';
    case 'signal':
      return `rustc was ended by ${failure.signal}`;
    case 'exit-status':
      return `rustc failed: ${failure.stderr.trim() || `status ${failure.status}`}`;
    default:
      return unreachable(failure);
  }
}

function unavailable(why: string): Failure {
  return {
    code: 'observer-unavailable',
    message: `What build scripts and macros read cannot be observed here: ${why}.`,
    hint: 'nothing is wrong by that: what would have to be observed is left to cargo',
  };
}
