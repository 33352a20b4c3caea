import { posix } from 'node:path';
import type { Failure } from '../system/failure.ts';
import { ok, type Result } from '../system/result.ts';
import { askCargoForDirectories } from './ask-cargo.ts';
import { configFilePaths, configValue, readConfigFiles, type ConfigFile } from './config-files.ts';
import {
  makeDirectories,
  type Directories,
  type DirectoriesRequest,
  type DirectoryOrigin,
  type FoundDirectory,
} from './found-directories.ts';
import { cargoHome } from './home.ts';

export type { Directories, DirectoriesRequest } from './found-directories.ts';

/**
 * The target and build directory of a cargo that runs in a workspace's root, worked out without running it
 * (`target_dir` and `build_dir` in cargo's `util/context/mod.rs`, 1.95): environment, then configuration files,
 * then `target`. Whatever is not understood here, or what cargo would reject, is left to cargo itself.
 */
export async function resolveDirectories(request: DirectoriesRequest): Promise<Result<Directories, Failure>> {
  const { files, unreadable } = await readConfigFiles(configFilePaths(request.workspaceRoot, request.env));
  if (unreadable !== undefined) return askCargoForDirectories(request);
  const target = findTarget(request, files);
  const build = findBuild(request, files);
  if (target === 'unclear' || build === 'unclear') {
    const asked = await askCargoForDirectories(request);
    return asked.ok ? ok({ ...asked.value, perWorkspace: isPerWorkspace(request, files) }) : asked;
  }
  return ok(makeDirectories(target, build ?? { path: target.path, origin: { from: 'default' } }));
}

function findTarget(request: DirectoriesRequest, files: readonly ConfigFile[]): FoundDirectory | 'unclear' {
  const setting =
    fromEnvironment(request, 'CARGO_TARGET_DIR') ??
    fromEnvironment(request, 'CARGO_BUILD_TARGET_DIR') ??
    fromFiles(files, 'target-dir');
  if (setting === undefined) return { path: `${request.workspaceRoot}/target`, origin: { from: 'default' } };
  if (setting === 'unclear') return 'unclear';
  return { path: joinPath(setting.base, setting.value), origin: setting.origin };
}

function findBuild(request: DirectoriesRequest, files: readonly ConfigFile[]): FoundDirectory | 'unclear' | undefined {
  const setting = fromEnvironment(request, 'CARGO_BUILD_BUILD_DIR') ?? fromFiles(files, 'build-dir');
  if (setting === undefined || setting === 'unclear') return setting;
  const value = setting.value
    .replaceAll('{workspace-root}', request.workspaceRoot)
    .replaceAll('{cargo-cache-home}', cargoHome(request.env, request.workspaceRoot));
  if (/[{}]/.test(value)) return 'unclear';
  return { path: joinPath(setting.base, value), origin: setting.origin };
}

/** Of cargo's templates (`validate_build_dir_template` in `util/context/mod.rs`, 1.95) the hash is of the workspace's path. */
function isPerWorkspace(request: DirectoriesRequest, files: readonly ConfigFile[]): boolean {
  const setting = fromEnvironment(request, 'CARGO_BUILD_BUILD_DIR') ?? fromFiles(files, 'build-dir');
  return typeof setting === 'object' && setting.value.includes('{workspace-path-hash}');
}

interface Setting {
  readonly value: string;
  /** What a relative value starts from. */
  readonly base: string;
  readonly origin: DirectoryOrigin;
}

function fromEnvironment({ env, workspaceRoot }: DirectoriesRequest, variable: string): Setting | 'unclear' | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  return value === '' ? 'unclear' : { value, base: workspaceRoot, origin: { from: 'environment', variable } };
}

function fromFiles(files: readonly ConfigFile[], key: 'target-dir' | 'build-dir'): Setting | 'unclear' | undefined {
  for (const { path, base, values } of files) {
    const value = configValue(values, 'build', key);
    if (value === undefined) continue;
    if (typeof value !== 'string' || value === '') return 'unclear';
    return { value, base, origin: { from: 'config', file: path, key: `build.${key}` } };
  }
  return undefined;
}

/** As Rust's `Path::join`: nothing is made shorter. */
function joinPath(base: string, path: string): string {
  return posix.isAbsolute(path) ? path : `${base === '/' ? '' : base}/${path}`;
}
