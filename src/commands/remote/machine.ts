import { cargoHome } from '../../formats/cargo/home.ts';
import { parseRustcVersion } from '../../formats/cargo/versions.ts';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import { findProgram } from '../../system/find-program.ts';
import { readDirectory, readText, realpath, stat } from '../../system/fs.ts';
import { run } from '../../system/process.ts';
import { sha256 } from '../../units/identity.ts';

/** What a unit may depend on beside its sources, as one machine has it. Null: it cannot be told, and equals nothing. */
export interface Machine {
  /** All of `rustc -vV` in the worktree. */
  readonly rustc: string;
  /** Whether that names the commit: a distribution's own build of the compiler may be patched. */
  readonly commitKnown: boolean;
  /** The triple that it runs on. */
  readonly host: string;
  /** Where registry packages lie: their paths enter fingerprints, and the places that panics name. */
  readonly cargoHome: string;
  /** Name and version of the C library. */
  readonly libc: string | null;
  /** Digest of what the C compilers and linkers on PATH say of themselves. */
  readonly tools: string | null;
  /** Digest of the names and versions of all installed packages: what a build script finds below `/usr`. */
  readonly system: string | null;
  /** Digest of what the processor can do. */
  readonly cpu: string | null;
}

/** A machine, with the time since which it has been as it is (nanoseconds): what was built before came from another one. */
export interface KnownMachine extends Machine {
  readonly sinceNs: bigint;
}

const TOOLS = ['cc', 'c++', 'gcc', 'clang', 'ld', 'ld.lld', 'mold', 'ar'] as const;

/** Asks the compilers of `cwd`, where rustup may choose; undefined where there is no rustc. */
export async function readMachine(cwd: AbsolutePath, env: NodeJS.ProcessEnv): Promise<KnownMachine | undefined> {
  const said = await run(env['RUSTC'] ?? 'rustc', ['-vV'], { cwd, env });
  const rustc = said.ok ? parseRustcVersion(said.value.stdout) : undefined;
  if (rustc === undefined) return undefined;
  const programs = TOOLS.flatMap((name) => findProgram(name, { cwd, path: env['PATH'] }) ?? []);
  const answers = await Promise.all(programs.map((program) => firstLine(program, cwd, env)));
  const packages = installedPackages();
  return {
    rustc: rustc.text,
    commitKnown: rustc.commit !== 'unknown',
    host: rustc.host,
    cargoHome: cargoHome(env, cwd),
    libc: await firstLine('ldd', cwd, env),
    tools: answers.length === 0 ? null : sha256(JSON.stringify(answers)),
    system: packages === undefined ? null : sha256(`${readText('/etc/os-release') ?? ''}\n${packages.text}`),
    cpu: cpuFeatures(),
    sinceNs: newestChange([...(packages?.paths ?? []), ...programs, ...C_LIBRARIES]),
  };
}

const C_LIBRARIES = ['/lib/x86_64-linux-gnu/libc.so.6', '/lib/aarch64-linux-gnu/libc.so.6', '/lib64/libc.so.6', '/lib/ld-musl-x86_64.so.1', '/lib/ld-musl-aarch64.so.1'];

async function firstLine(program: string, cwd: AbsolutePath, env: NodeJS.ProcessEnv): Promise<string | null> {
  const said = await run(program, ['--version'], { cwd, env: { ...env, LC_ALL: 'C' }, timeoutMs: 10_000 });
  // musl's ldd ends with 1, and says so on standard error: name and version are its first two lines.
  const text = said.ok ? said.value.stdout : said.error.reason === 'exit-status' ? said.error.stderr : '';
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return lines.length === 0 ? null : lines.slice(0, 2).join(' ');
}

/** Where package managers note what is installed. A directory has an entry for each package, named for its version. */
const PACKAGES = ['/var/lib/dpkg/status', '/lib/apk/db/installed', '/usr/lib/apk/db/installed', '/var/lib/rpm/rpmdb.sqlite', '/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/pacman/local'];

function installedPackages(): { readonly text: string; readonly paths: readonly string[] } | undefined {
  for (const path of PACKAGES) {
    const found = stat(path);
    if (found === undefined) continue;
    const text = found.kind === 'directory' ? readDirectory(path).map(({ name }) => name).sort().join('\n') : (readText(path) ?? '');
    return { text: path.endsWith('status') ? versionsIn(text) : text, paths: [path] };
  }
  return undefined;
}

/** Of dpkg's status, names, states and versions: it also holds what an installation does not depend on. */
function versionsIn(text: string): string {
  return text.split('\n').filter((line) => line.startsWith('Package: ') || line.startsWith('Status: ') || line.startsWith('Version: ')).join('\n');
}

function cpuFeatures(): string | null {
  const line = readText('/proc/cpuinfo')?.split('\n').find((text) => text.startsWith('flags') || text.startsWith('Features'));
  return line === undefined ? null : sha256(line);
}

function newestChange(paths: readonly string[]): bigint {
  const times = paths.map((path) => stat(realpath(path) ?? path)?.ctimeNs ?? 0n);
  return times.reduce((newest, time) => (time > newest ? time : newest), 0n);
}

/** One name for all that a machine is: two with the same are alike in everything that units depend on. */
export function machineDigest({ rustc, commitKnown, host, cargoHome: home, libc, tools, system, cpu }: Machine): Sha256 {
  return sha256(JSON.stringify([rustc, commitKnown, host, home, libc, tools, system, cpu]));
}
