import { dirname, join, resolve } from 'node:path';
import type { AbsolutePath } from '../system/brand.ts';
import { cacheDirectory } from '../system/cache-directory.ts';
import { stat } from '../system/fs.ts';
import { STORE_FORMAT } from './paths.ts';

export interface StoreRequest {
  /** A directory that the user named (`--store`, CARGO_SHARE_STORE, git config `share.store`); relative to `cwd`. */
  readonly named: string | undefined;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  /** The clone's `.git` (or bare) directory, the same for all its worktrees. */
  readonly gitCommonDirectory: AbsolutePath;
}

export interface StoreLocation {
  /** The directory that holds STORE: its last part is the format's version. */
  readonly root: AbsolutePath;
  readonly chosen: 'named' | 'cache' | 'repository';
}

/**
 * Where a clone's store is. The user's cache directory where hard links and reflinks can reach it, that is on
 * the clone's own file system; else inside the clone. The clone's git directory stands for all its worktrees:
 * every worktree must arrive at the same store, and `git worktree add` may put one anywhere.
 */
export function locateStore(request: StoreRequest): StoreLocation {
  const version = `v${STORE_FORMAT}`;
  if (request.named !== undefined && request.named !== '') {
    return { root: join(resolve(request.cwd, request.named), version) as AbsolutePath, chosen: 'named' };
  }
  const cache = join(cacheDirectory(request.environment, request.home), 'cargo-share');
  const clone = deviceOf(request.gitCommonDirectory);
  if (clone !== undefined && deviceOf(cache) === clone) {
    return { root: join(cache, version) as AbsolutePath, chosen: 'cache' };
  }
  return { root: join(request.gitCommonDirectory, 'cargo-share', version) as AbsolutePath, chosen: 'repository' };
}

/** The device of the nearest directory that exists at or above `path`. */
function deviceOf(path: string): bigint | undefined {
  for (let directory = path; ; directory = dirname(directory)) {
    const found = stat(directory);
    if (found !== undefined) return found.dev;
    if (dirname(directory) === directory) return undefined;
  }
}
