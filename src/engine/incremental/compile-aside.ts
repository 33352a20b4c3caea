import type { Native } from '../observer/build-native.ts';
import { attempt } from '../../system/attempt.ts';
import { readDirectory } from '../../system/fs.ts';
import { hardLink, makeDirectory } from '../../system/move.ts';
import { run } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { argumentsAside, type Compilation } from './compilation.ts';

export interface AsideOptions {
  readonly native: Native;
  /** A directory that is not there yet, on the file system of the build directory. */
  readonly below: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What another compilation laid aside for the same output directory: it is read in place of what stands there. */
  readonly given?: string | undefined;
}

/** What rustc keeps of one crate between compilations, finished, in the directory `path`. */
export interface CrateState {
  readonly path: string;
  /** As rustc names it in `-C incremental`. */
  readonly name: string;
  /** What was laid aside: below the caller's directory too. */
  readonly output: string;
}

/** Why there is none. */
export type NoState = { readonly because: 'stopped' | 'failed' | 'unexpected'; readonly what: string };

/**
 * Compiles a crate as cargo would, at the same place by the same command, with everything that would go into its output
 * directory laid aside (`native/aside`), and no linker. The observer refuses every other write and the network. What rustc
 * keeps for the next compilation is then exactly what a build here would have left. The result stands in `below`, which
 * the caller removes.
 */
export async function compileAside(compilation: Compilation, o: AsideOptions): Promise<Result<CrateState, NoState>> {
  const [output, incremental] = [`${o.below}/output`, `${o.below}/incremental`];
  const made = attempt(() => {
    for (const path of [o.below, output, incremental]) makeDirectory(path);
    for (const { name } of o.given === undefined ? [] : readDirectory(o.given)) hardLink(`${o.given}/${name}`, `${output}/${name}`);
  });
  if (!made.ok) return err({ because: 'failed', what: made.error.message });
  const env = {
    ...compilation.env,
    LD_PRELOAD: `${o.native.aside}:${o.native.observer}`,
    CARGO_SHARE_ASIDE_FROM: compilation.output,
    CARGO_SHARE_ASIDE_TO: output,
    CARGO_SHARE_OBSERVE_WRITABLE: o.below,
    TMPDIR: o.below,
  };
  const ended = await run(compilation.compiler, argumentsAside(compilation, incremental), { cwd: compilation.directory, env, timeoutMs: o.timeoutMs, signal: o.signal });
  if (o.signal.aborted) return err({ because: 'stopped', what: '' });
  if (!ended.ok) return err({ because: 'failed', what: 'stderr' in ended.error ? lastError(ended.error.stderr) : ended.error.reason });
  return finished(compilation.crate, { incremental, output });
}

/** One directory for the crate, and in it one session that rustc has ended, with its lock file (`rustc_incremental::persist::fs`). */
function finished(crate: string, { incremental, output }: { readonly incremental: string; readonly output: string }): Result<CrateState, NoState> {
  const [name, ...others] = readDirectory(incremental).map((entry) => entry.name);
  const entries = name === undefined ? [] : readDirectory(`${incremental}/${name}`);
  const sessions = entries.filter((entry) => entry.isDirectory());
  const locks = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.lock'));
  const isOne = name?.startsWith(`${crate}-`) === true && others.length === 0 && sessions.length === 1 && locks.length === 1 && entries.length === 2;
  if (!isOne || sessions[0]?.name.endsWith('-working') !== false) return err({ because: 'unexpected', what: 'rustc left no finished session' });
  return ok({ path: `${incremental}/${name}`, name, output });
}

/** rustc speaks JSON to cargo: the line of the last error, or whatever stands last. */
function lastError(stderr: string): string {
  return stderr.split('\n').findLast((line) => line.includes('"level":"error"') || line.startsWith('error')) ?? stderr.trim().split('\n').at(-1) ?? '';
}
