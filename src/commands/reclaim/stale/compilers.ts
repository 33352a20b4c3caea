import { dirname } from 'node:path';
import { compilersUsed } from '../../../formats/cargo/compilers-used.ts';
import { hashCompiler } from '../../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { configFilePaths, configValue, readConfigFiles } from '../../../formats/cargo/config-files.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readText, stat } from '../../../system/fs.ts';
import { runSync } from '../../../system/process.ts';

/**
 * The numbers by which fingerprints name the compilers that are installed: cargo's hash of `rustc -vV` with its line
 * end, seen with cargo 1.95 (a clippy build has the same). The one that the build directory was last used with counts
 * as installed. Undefined where another compiler may be in use that cannot be listed: without rustup, with one that
 * does not answer, with `RUSTC` or `build.rustc` set, or where a toolchain file names one that rustup would install.
 */
export async function installedCompilers(o: {
  readonly buildDirectory: AbsolutePath;
  readonly workspaces: readonly AbsolutePath[];
  readonly env: NodeJS.ProcessEnv;
}): Promise<ReadonlySet<bigint> | undefined> {
  const cwd = o.workspaces[0];
  if (cwd === undefined || o.env['RUSTC'] !== undefined || o.env['CARGO_BUILD_RUSTC'] !== undefined) return undefined;
  for (const workspace of o.workspaces) {
    const { files, unreadable } = await readConfigFiles(configFilePaths(workspace, o.env));
    if (unreadable !== undefined || files.some(({ values }) => configValue(values, 'build', 'rustc') !== undefined)) return undefined;
  }
  const listed = runSync('rustup', ['toolchain', 'list'], { cwd, env: o.env });
  if (!listed.ok) return undefined;
  // `stable-x86_64-unknown-linux-gnu (active, default)`
  const toolchains = listed.value.stdout.split('\n').map((line) => line.split(' ')[0] ?? '').filter((name) => name !== '');
  if (!o.workspaces.every((workspace) => namesInstalled(workspace, toolchains))) return undefined;
  const commands = [
    ...toolchains.map((name) => ['rustup', 'run', name, 'rustc', '-vV'] as const),
    ...onPath(o.env).map((path) => [path, '-vV'] as const),
  ];
  const numbers = new Set(compilersUsed(o.buildDirectory).map(hashCompiler));
  for (const [command, ...args] of commands) {
    const said = runSync(command, args, { cwd, env: o.env });
    // One that does not answer may work again tomorrow, and its units would be wanted.
    if (!said.ok) return undefined;
    numbers.add(hashCompiler(said.value.stdout));
  }
  return numbers;
}

/** Whether the toolchain file in force, if there is one, names an installed toolchain. */
function namesInstalled(workspace: AbsolutePath, toolchains: readonly string[]): boolean {
  for (let at: string = workspace; ; at = dirname(at)) {
    const text = readText(`${at}/rust-toolchain.toml`) ?? readText(`${at}/rust-toolchain`);
    if (text !== undefined) {
      // A file of one line is the old form: the name alone.
      const name = /^\s*channel\s*=\s*["']([^"']+)["']/m.exec(text)?.[1] ?? text.trim();
      return toolchains.some((installed) => installed === name || installed.startsWith(`${name}-`));
    }
    if (at === dirname(at)) return true;
  }
}

/** A distribution's compiler may stand behind rustup's on the PATH. */
function onPath(env: NodeJS.ProcessEnv): string[] {
  const directories = new Set((env['PATH'] ?? '').split(':').filter((directory) => directory.startsWith('/')));
  return [...directories].map((directory) => `${directory}/rustc`).filter((path) => stat(path)?.kind === 'file');
}
