import { incrementalNames } from '../../formats/cargo/incremental-state.ts';
import { run } from '../../system/process.ts';

/** One call of rustc that cargo would make for a unit, as the build directory's own cargo would word it. */
export interface Compilation {
  readonly unitHash: string;
  readonly crate: string;
  /** `rustc`, or the path of one; looked for with {@link env}. */
  readonly compiler: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  /** `--out-dir`: absolute. */
  readonly output: string;
  /** `-C incremental`: absolute. */
  readonly incremental: string;
}

/** What a stand-in for the compiler has written down; each entry of the first two ends with a NUL. */
export interface CompilationRecord {
  readonly arguments: string;
  readonly environment: string;
  readonly directory: string;
}

export interface RecordedAt {
  /** The replica of the build directory in which cargo ran: a random name, which stands for the build directory. */
  readonly replica: string;
  readonly buildDirectory: string;
}

/**
 * Reads a record. Undefined for what is not compiled incrementally, for a program around the compiler (clippy), and for
 * anything that is not worded as cargo words it.
 */
export function compilationIn(record: CompilationRecord, at: RecordedAt): Compilation | undefined {
  const [compiler, ...args] = list(record.arguments).map((text) => text.replaceAll(at.replica, at.buildDirectory));
  if (compiler === undefined || args[0] !== '--crate-name' || args.some((argument) => argument.startsWith('@'))) return undefined;
  const [crate] = following(args, '--crate-name');
  const [output, ...otherOutputs] = following(args, '--out-dir');
  const incremental = codegen(args, 'incremental');
  const suffixes = codegen(args, 'extra-filename');
  if (crate === undefined || output?.startsWith('/') !== true || incremental[0]?.startsWith('/') !== true) return undefined;
  if (otherOutputs.length > 0 || suffixes.length > 1 || incremental.length > 1) return undefined;
  const unitHash = hashIn(suffixes[0], output);
  if (unitHash === undefined) return undefined;
  const env = Object.fromEntries(
    list(record.environment).flatMap((entry) => {
      const at_ = entry.indexOf('=');
      const name = entry.slice(0, at_);
      return at_ < 1 || OF_THE_RECORDING.test(name) ? [] : [[name, entry.slice(at_ + 1).replaceAll(at.replica, at.buildDirectory)]];
    }),
  );
  return { unitHash, crate, compiler, args, env, directory: record.directory.trimEnd(), output, incremental: incremental[0] };
}

/** A program in a directory of its own has no hash in its name (layout `unit-dirs`). */
function hashIn(suffix: string | undefined, output: string): string | undefined {
  const found = suffix === undefined ? /\/build\/[^/]+\/([0-9a-f]{16})\/out$/.exec(output) : /^-([0-9a-f]{16})$/.exec(suffix);
  return found?.[1];
}

/** Cargo's job server is gone by the time. */
const OF_THE_RECORDING = /^(?:CARGO_SHARE_|(?:CARGO_)?MAKEFLAGS$|MFLAGS$)/;

function list(text: string): string[] {
  return text.split('\0').slice(0, -1);
}

function following(args: readonly string[], name: string): string[] {
  return args.flatMap((argument, index) => (args[index - 1] === name ? [argument] : []));
}

/** The values of `-C name=value`, in the two words that cargo makes of it. */
function codegen(args: readonly string[], name: string): string[] {
  return following(args, '-C').flatMap((option) => (option.startsWith(`${name}=`) ? [option.slice(name.length + 1)] : []));
}

/** The same call with another `-C incremental`, and no linker: neither enters what rustc keeps or makes. */
export function argumentsAside({ args }: Compilation, incremental: string): string[] {
  const moved = args.map((argument, index) => (args[index - 1] === '-C' && argument.startsWith('incremental=') ? `incremental=${incremental}` : argument));
  return [...moved, '-C', 'linker=true'];
}

/** How rustc names what it keeps of the crate in `-C incremental`; none where it does not say its version. */
export async function stateNames({ compiler, args, env, directory, crate }: Compilation): Promise<string[]> {
  const said = await run(compiler, ['-V'], { cwd: directory, env, timeoutMs: 60_000 });
  const rustc = said.ok ? said.value.stdout.trim().replace(/^rustc /, '') : undefined;
  const [metadata] = codegen(args, 'metadata');
  return rustc === undefined || metadata === undefined ? [] : incrementalNames({ crate, metadata, rustc });
}
