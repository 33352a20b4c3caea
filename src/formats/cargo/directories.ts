import { posix } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { ok, type Result } from '../../system/result.ts';
import { askCargoForDirectories } from './ask-cargo.ts';
import { configFilePaths, configValue, readConfigFiles, type ConfigFile } from './config-files.ts';
import {
  makeDirectories,
  type Directories,
  type DirectoriesRequest,
  type DirectoryOrigin,
  type FoundDirectory,
} from './found-directories.ts';
import { fingerprintText, hashPath } from './fingerprint-hash/fingerprint-hash.ts';
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
    .replaceAll('{cargo-cache-home}', cargoHome(request.env, request.workspaceRoot))
    .replaceAll(PATH_HASH, pathHash(request.workspaceRoot) ?? PATH_HASH);
  if (/[{}]/.test(value)) return 'unclear';
  return { path: joinPath(setting.base, value), origin: setting.origin, perWorkspace: setting.value.includes(PATH_HASH) };
}

const PATH_HASH = '{workspace-path-hash}';

/** Cargo's short hash of the root manifest's real path, cut after two digits (`custom_build_dir` in `util/context/mod.rs`). */
function pathHash(workspaceRoot: AbsolutePath): string | undefined {
  const manifest = realpath(`${workspaceRoot}/Cargo.toml`);
  const text = manifest && fingerprintText(hashPath(manifest));
  return text && `${text.slice(0, 2)}/${text.slice(2)}`;
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
