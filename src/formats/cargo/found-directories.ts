import { posix } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { realpath } from '../../system/fs.ts';

/** What decided on a directory. */
export type DirectoryOrigin =
  | { readonly from: 'default' }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'config'; readonly file: AbsolutePath; readonly key: string }
  /** Cargo was asked; it does not say why. */
  | { readonly from: 'cargo' };

/** Where cargo builds a workspace. The two directories are the same unless `build.build-dir` is set. */
export interface Directories {
  readonly targetDirectory: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  /** As cargo spells them (`/ws/../out`): so they stand in OUT_DIR and in rustc's dep-info. */
  readonly asWritten: { readonly target: string; readonly build: string };
  readonly from: { readonly target: DirectoryOrigin; readonly build: DirectoryOrigin };
  /** Whether the build directory's setting names the workspace itself: no two have the same. */
  readonly perWorkspace: boolean;
}

export interface DirectoriesRequest {
  /** Canonical, as a cargo that runs there sees it: it asks the system for its working directory. */
  readonly workspaceRoot: AbsolutePath;
  readonly env: NodeJS.ProcessEnv;
  /** Whether cargo may be asked where a configuration is not understood: it is a program that the directory may choose. */
  readonly mayRunCargo: boolean;
}

export interface FoundDirectory {
  readonly path: string;
  readonly origin: DirectoryOrigin;
  readonly perWorkspace?: boolean;
}

export function makeDirectories(target: FoundDirectory, build: FoundDirectory): Directories {
  return {
    targetDirectory: normalise(target.path),
    buildDirectory: normalise(build.path),
    asWritten: { target: withoutTrailingSlash(target.path), build: withoutTrailingSlash(build.path) },
    from: { target: target.origin, build: build.origin },
    perWorkspace: build.perWorkspace === true,
  };
}

/** Shortened as text, but `..` after a symlink leads to the parent of what the link points at. */
function normalise(path: string): AbsolutePath {
  const up = PARENT.exec(path);
  if (up === null) return withoutTrailingSlash(posix.normalize(path)) as AbsolutePath;
  const before = posix.normalize(path.slice(0, up.index) || '/');
  const linked = realpath(before);
  const asText = posix.dirname(before);
  const parent = linked === undefined || realpath(asText) === posix.dirname(linked) ? asText : posix.dirname(linked);
  return normalise(`${parent}/${path.slice(up.index + up[0].length)}`);
}

const PARENT = /\/\.\.(?:\/|$)/;

function withoutTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
