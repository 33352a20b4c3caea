import { resolve } from 'node:path';
import { configFilePaths, configValue, readConfigFiles } from '../../../formats/cargo/config-files.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import type { Place } from '../places.ts';

/**
 * Whether each worktree that builds in a place gives its crates unit hashes of their own: by a
 * `build.rustc-workspace-wrapper` inside the worktree, whose absolute path cargo hashes (`compute_metadata`, 1.95).
 * Without it a unit of a worktree that is gone is at the same time everyone else's.
 */
export async function hasOwnHashes(place: Place, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env['RUSTC_WORKSPACE_WRAPPER'] !== undefined || env['CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER'] !== undefined) return false;
  for (const workspace of place.workspaces) {
    const wrapper = await wrapperOf(workspace, env);
    if (wrapper === undefined || !place.worktrees.some((worktree) => workspace.startsWith(worktree) && wrapper.startsWith(`${worktree}/`))) return false;
  }
  return true;
}

async function wrapperOf(workspace: AbsolutePath, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { files, unreadable } = await readConfigFiles(configFilePaths(workspace, env));
  if (unreadable !== undefined) return undefined;
  for (const { base, values } of files) {
    const value = configValue(values, 'build', 'rustc-workspace-wrapper');
    // A bare name is looked up on PATH: the same for all.
    if (value !== undefined) return typeof value === 'string' && value.includes('/') ? resolve(base, value) : undefined;
  }
  return undefined;
}
