import { dirname } from 'node:path';
import { errorCode, readText, realpath, stat } from '../system/fs.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { cargoHome } from './home.ts';

/** One `config.toml` that cargo reads. */
export interface ConfigFile {
  readonly path: AbsolutePath;
  /** What relative paths in it start from: the directory above `.cargo` (above CARGO_HOME for that one). */
  readonly base: string;
  readonly values: ConfigTable;
}

export type ConfigTable = Readonly<Record<string, unknown>>;

/**
 * The configuration files of a cargo that runs in `directory`, the strongest first: `.cargo/config.toml` from there
 * upward, then CARGO_HOME's (`walk_tree` in cargo's `util/context/mod.rs`). Where both are there, the old name
 * `config` without extension wins, and CARGO_HOME counts once.
 */
export function configFilePaths(directory: AbsolutePath, env: NodeJS.ProcessEnv): AbsolutePath[] {
  const found: AbsolutePath[] = [];
  /** Where one was found: CARGO_HOME may be met on the way up. */
  const seen = new Set<string>();
  const look = (cargoDirectory: string): void => {
    const path = [`${cargoDirectory}/config`, `${cargoDirectory}/config.toml`].find((file) => stat(file) !== undefined);
    if (path === undefined) return;
    found.push(path as AbsolutePath);
    seen.add(realpath(cargoDirectory) ?? cargoDirectory);
  };
  for (let current: string = directory; ; current = dirname(current)) {
    look(`${current === '/' ? '' : current}/.cargo`);
    if (current === dirname(current)) break;
  }
  const home = cargoHome(env, directory);
  if (!seen.has(realpath(home) ?? home)) look(home);
  return found;
}

/**
 * Reads configuration files. `unreadable` names a file that has to be left to cargo itself: it does not parse here,
 * or it includes others (`include`, stable in cargo 1.95).
 */
export async function readConfigFiles(
  paths: readonly AbsolutePath[],
): Promise<{ readonly files: readonly ConfigFile[]; readonly unreadable: AbsolutePath | undefined }> {
  if (paths.length === 0) return { files: [], unreadable: undefined };
  const { parse, TomlError } = await import('smol-toml');
  const files: ConfigFile[] = [];
  for (const path of paths) {
    let values: ConfigTable;
    try {
      values = parse(readText(path) ?? '', { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (error instanceof TomlError || errorCode(error) !== undefined) return { files, unreadable: path };
      throw error;
    }
    if ('include' in values) return { files, unreadable: path };
    files.push({ path, base: dirname(dirname(path)), values });
  }
  return { files, unreadable: undefined };
}

/** The value at a path of keys, or `undefined`. */
export function configValue(table: ConfigTable, ...keys: readonly string[]): unknown {
  let value: unknown = table;
  for (const key of keys) {
    if (!isConfigTable(value)) return undefined;
    value = value[key];
  }
  return value;
}

export function isConfigTable(value: unknown): value is ConfigTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
