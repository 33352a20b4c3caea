import { hash } from 'node:crypto';
import { posix } from 'node:path';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import { readText } from '../../system/fs.ts';
import { configFilePaths, configValue, isConfigTable, readConfigFiles } from './config-files.ts';

/** Names of variables that code may ask for; `any`: it cannot be told which. */
export type AskedVariables = readonly string[] | 'any';

/** What cargo's configuration files give to compilers without telling units apart by it. */
export interface ConfigEnv {
  /** Of the variables that are asked for, and of what they are set to; those that are not set count as such. */
  digest(asked: AskedVariables): Sha256;
  /** What compilers get for a variable: `[env]` gives way to the shell unless it says `force`. */
  variable(name: string): string | undefined;
  /** The files that set any. */
  readonly files: readonly AbsolutePath[];
  /** All that cargo reads, whatever they set. */
  readonly read: readonly AbsolutePath[];
  /**
   * Programs that compile in rustc's place or around it (`build.rustc`, `build.rustc-wrapper`, or a variable), where a
   * path names them. Of `build.rustc-workspace-wrapper` and linkers the absolute path enters unit hashes and fingerprints.
   */
  readonly compilers: readonly NamedCompiler[];
}

export interface NamedCompiler {
  readonly program: string;
  /** The configuration file; undefined where a variable names it. */
  readonly setIn: AbsolutePath | undefined;
}

/**
 * Reads `[env]` as a cargo that runs in `directory` would. The nearest file that sets a variable counts (`merge` in
 * cargo's `util/context/config_value.rs`, 1.95). A file that only cargo can read counts as text, whatever is asked for.
 */
export async function configEnv(directory: AbsolutePath, env: NodeJS.ProcessEnv): Promise<ConfigEnv> {
  const read = configFilePaths(directory, env);
  const { files, unreadable } = await readConfigFiles(read);
  const values = new Map<string, string>();
  const setting: AbsolutePath[] = [];
  const compilers = new Map<string, NamedCompiler>();
  for (const [key, variables] of Object.entries(VARIABLES)) {
    const program = variables.map((name) => env[name]).find((value) => value !== undefined && value !== '');
    if (program !== undefined) compilers.set(key, { program: program.includes('/') ? posix.resolve(directory, program) : program, setIn: undefined });
  }
  for (const { path, base, values: table } of files) {
    for (const key of COMPILERS) {
      const program = configValue(table, 'build', key);
      // `ConfigRelativePath::resolve_program` in cargo's `util/context/path.rs`: a bare name is looked for in PATH.
      if (typeof program === 'string' && !compilers.has(key)) compilers.set(key, { program: program.includes('/') ? posix.resolve(base, program) : program, setIn: path });
    }
    const found = configValue(table, 'env');
    if (!isConfigTable(found)) continue;
    setting.push(path);
    for (const [name, value] of Object.entries(found)) if (!values.has(name)) values.set(name, JSON.stringify(value, plain));
  }
  const text = unreadable === undefined ? '' : (readText(unreadable) ?? '');
  const entries = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    digest: (asked) => hash('sha256', JSON.stringify([text, entries.filter(([name]) => asked === 'any' || asked.includes(name))]), 'hex') as Sha256,
    variable: (name) => compilersValue(values.get(name), env[name]),
    files: unreadable === undefined ? setting : [...setting, unreadable],
    read: [...new Set([...read, ...files.map(({ path }) => path)])],
    compilers: [...compilers.values()].filter(({ program }) => program.startsWith('/')),
  };
}

function compilersValue(set: string | undefined, inShell: string | undefined): string | undefined {
  const entry = set === undefined ? undefined : (JSON.parse(set) as string | { readonly value?: unknown; readonly force?: unknown });
  const { value, force } = typeof entry === 'object' ? entry : { value: entry, force: false };
  return force === true || inShell === undefined ? (typeof value === 'string' ? value : inShell) : inShell;
}

const COMPILERS = ['rustc', 'rustc-wrapper'] as const;

/** Stronger than any file, the first strongest (`get_tool` in cargo's `util/context/mod.rs`, 1.95). */
const VARIABLES: Readonly<Record<(typeof COMPILERS)[number], readonly string[]>> = {
  rustc: ['RUSTC', 'CARGO_BUILD_RUSTC'],
  'rustc-wrapper': ['RUSTC_WRAPPER', 'CARGO_BUILD_RUSTC_WRAPPER'],
};

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
