import { join, resolve } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { homeDirectory } from '../../system/home-directory.ts';

/**
 * Where cargo keeps registry and git sources: `CARGO_HOME` unless empty, else `~/.cargo` (the `home` crate;
 * a relative one counts from where cargo runs). Not made canonical: cargo hashes the path as it is written
 * into the fingerprints of registry and git packages.
 */
export function cargoHome(env: NodeJS.ProcessEnv, cwd: string = process.cwd()): AbsolutePath {
  const set = env['CARGO_HOME'];
  if (set !== undefined && set !== '') return resolve(cwd, set) as AbsolutePath;
  const home = env['HOME'];
  return join(home === undefined || home === '' ? homeDirectory({}) : home, '.cargo') as AbsolutePath;
}
