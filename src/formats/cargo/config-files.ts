import { dirname, posix } from 'node:path';
import { errorCode, readText, realpath, stat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
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
 * Reads configuration files, the strongest first; what one includes is weaker than itself, and of several the last is the
 * strongest (`load_includes` in cargo's `util/context/mod.rs`, 1.95). `unreadable` names a file that has to be left to
 * cargo itself: it does not parse here, or what it includes cannot be read.
 */
export async function readConfigFiles(
  paths: readonly AbsolutePath[],
): Promise<{ readonly files: readonly ConfigFile[]; readonly unreadable: AbsolutePath | undefined }> {
  if (paths.length === 0) return { files: [], unreadable: undefined };
  const { parse, TomlError } = await import('smol-toml');
  const files: ConfigFile[] = [];
  /** False: cargo has to be asked. `above`: the file and those that include it. */
  const read = (path: AbsolutePath, above: readonly string[]): boolean => {
    let values: ConfigTable;
    try {
      values = parse(readText(path) ?? '', { integersAsBigInt: 'asNeeded' });
    } catch (error) {
      if (error instanceof TomlError || errorCode(error) !== undefined) return false;
      throw error;
    }
    const { include, ...own } = values;
    files.push({ path, base: dirname(dirname(path)), values: own });
    const included = includesOf(include, dirname(path));
    return included?.toReversed().every(({ path: next, optional }) => {
      const real = realpath(next);
      if (real === undefined) return optional;
      return !above.includes(real) && read(next, [...above, real]);
    }) ?? false;
  };
  for (const path of paths) if (!read(path, [realpath(path) ?? path])) return { files, unreadable: path };
  return { files, unreadable: undefined };
}

interface Include {
  readonly path: AbsolutePath;
  readonly optional: boolean;
}

/** In the order of the file; undefined where cargo would reject it, or means something that is not known here. */
function includesOf(value: unknown, directory: string): readonly Include[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const found = value.map((item: unknown): Include | undefined => {
    const [path, optional] = isConfigTable(item) ? [item['path'], item['optional'] ?? false] : [item, false];
    if (typeof path !== 'string' || !path.endsWith('.toml') || typeof optional !== 'boolean') return undefined;
    // As text, as cargo has it: what is relative in that file starts from there.
    return { path: (posix.isAbsolute(path) ? path : `${directory}/${path}`) as AbsolutePath, optional };
  });
  return found.every((item) => item !== undefined) ? found : undefined;
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
