import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parseRustcVersion } from '../../formats/cargo/versions.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { stat } from '../../system/fs.ts';
import { makeDirectories, makeDirectoriesBelow, makeDirectory, rename } from '../../system/move.ts';
import { run, type ProcessFailure, type RunOptions } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
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
export async function buildNative({ cache, environment, signal }: NativeRequest): Promise<Result<Native, Failure>> {
  const parent = join(cache, 'observer');
  // What may be ended is in the background: the user's cache may be being deleted, and does not come back by this.
  const made = attempt(() => (signal === undefined ? makeDirectories(parent, 0o700) : makeDirectoriesBelow(dirname(cache), parent, 0o700)));
  if (!made.ok) return err(unavailable(made.error.message));

  // In a directory of no project, where no `rust-toolchain.toml` chooses another one.
  const asked = await run('rustc', ['-vV'], { cwd: parent, env: environment, timeoutMs: TIMEOUT_MS });
  const version = asked.ok ? parseRustcVersion(asked.value.stdout) : undefined;
  if (version === undefined) return err(unavailable(asked.ok ? 'rustc does not say its version' : said(asked.error)));
  if (!HOSTS.has(version.host)) return err(unavailable(`it is not made for ${version.host}`));

  const sources = nativeSources();
  const hash = createHash('sha256').update(JSON.stringify([sources, OPTIONS, version.text])).digest('hex').slice(0, 16);
  const directory = join(parent, hash);
  const at = (program: NativeProgram): AbsolutePath => join(directory, FILES[program]) as AbsolutePath;
  const native: Native = { observer: at('observer'), gate: at('gate'), aside: at('aside') };
  if (isThere(native)) return ok(native);

  const problem = await compileInto(directory, sources, { env: environment, timeoutMs: TIMEOUT_MS, ...(signal !== undefined && { signal }) });
  if (isThere(native)) return ok(native);
  return err(unavailable(problem ?? 'it is not there after it was compiled'));
}

function isThere(native: Native): boolean {
  return [native.observer, native.gate, native.aside].every((path) => stat(path)?.kind === 'file');
}

/** Whole or not at all: in a directory beside it, that is renamed. `undefined`: it went well, or another one was first. */
async function compileInto(directory: string, sources: NativeSources, how: Omit<RunOptions, 'cwd'>): Promise<string | undefined> {
  const temporary = temporaryBeside(directory);
  const made = attempt(() => makeDirectory(temporary, 0o700));
  if (!made.ok) return made.error.message;
  try {
    for (const program of ['observer', 'gate', 'aside'] as const) {
      const written = attempt(() => {
        makeDirectories(join(temporary, program));
        for (const [name, text] of Object.entries(sources[program])) writeNew(join(temporary, program, name), text);
      });
      if (!written.ok) return written.error.message;
      const args = [...OPTIONS[program], `${program}/main.rs`, '-o', FILES[program]];
      const compiled = await run('rustc', args, { ...how, cwd: temporary });
      if (!compiled.ok) return said(compiled.error);
    }
    const moved = attempt(() => rename(temporary, directory));
    return moved.ok ? undefined : moved.error.message;
  } finally {
    attempt(() => removeTree(temporary));
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
    default:
      return `rustc failed: ${failure.stderr.trim()}`;
  }
}

function unavailable(why: string): Failure {
  return {
    code: 'observer-unavailable',
    message: `What build scripts and macros read cannot be observed here: ${why}.`,
    hint: 'nothing is wrong by that: what would have to be observed is left to cargo',
  };
}
