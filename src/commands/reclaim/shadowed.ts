import { resolveDirectories } from '../../formats/cargo/directories.ts';
import { isBuildDirectory } from '../../formats/cargo/layout/profile-directories.ts';
import { cargoVersion } from '../../formats/cargo/versions.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, realpath } from '../../system/fs.ts';
import { at } from '../../engine/workspaces/discover.ts';
import { cargoContents, profilesIn } from './cargo-contents.ts';
import type { FindingReason, WithoutBytes } from './finding.ts';
import type { InUse } from './places.ts';

/** A `target/` that cargo no longer builds in, or not all, because a configuration file names another place. */
export interface Shadowed {
  readonly directory: AbsolutePath;
  readonly worktree: AbsolutePath;
  readonly reason: Extract<FindingReason, { reason: 'target-directory-elsewhere' | 'build-directory-elsewhere' }>;
}

/** `build.build-dir` means nothing to an older cargo, which builds in `target` as ever. */
const BUILD_DIR_SINCE = 91;

/**
 * Looks for a real `target` directory beside a configured one. A place that only the environment names does not
 * count: another shell may not have it.
 */
export async function findShadowed(inUse: InUse, env: NodeJS.ProcessEnv): Promise<Shadowed[]> {
  const used = new Set(inUse.places.flatMap((place) => [place.buildDirectory, place.targetDirectory]));
  const found: Shadowed[] = [];
  for (const [worktree, workspaces] of inUse.workspaces) {
    for (const workspace of workspaces) {
      const root = at(worktree, workspace);
      const directory = `${root}/target` as AbsolutePath;
      if (lstat(directory)?.kind !== 'directory') continue;
      const resolved = await resolveDirectories({ workspaceRoot: root, env, mayRunCargo: true });
      if (!resolved.ok) continue;
      const { targetDirectory, buildDirectory, from } = resolved.value;
      const here = realpath(directory);
      const now = { target: realpath(targetDirectory) ?? targetDirectory, build: realpath(buildDirectory) ?? buildDirectory };
      if (here === undefined || now.build === here || [...used].some((path) => path.startsWith(`${here}/`))) continue;
      if (now.target !== here) {
        if (from.target.from === 'config' && !used.has(here)) {
          found.push({ directory: here, worktree, reason: { reason: 'target-directory-elsewhere', file: from.target.file, now: now.target } });
        }
        continue;
      }
      if (from.build.from !== 'config') continue;
      const version = await cargoVersion({ cwd: root, env });
      if (!version.ok || (version.value.major === 1 && version.value.minor < BUILD_DIR_SINCE)) continue;
      found.push({ directory: here, worktree, reason: { reason: 'build-directory-elsewhere', file: from.build.file, now: now.build } });
    }
  }
  return found;
}

/**
 * What of it serves nobody. With a build directory elsewhere, final artifacts and locks are still made here. What an
 * editor builds in below it (`target/rust-analyzer`) may be named by the editor's own settings: it stays.
 */
export function shadowedContents({ directory, worktree, reason }: Shadowed): WithoutBytes[] {
  const own = cargoContents(directory, { nested: false });
  if (own === undefined) return [];
  const paths = reason.reason === 'target-directory-elsewhere' ? own : intermediates(directory);
  if (paths.length === 0) return [];
  return [{ kind: 'shadowed', reason, directory, worktree, count: 0, paths, merges: [] }];
}

function intermediates(directory: string): string[] {
  return profilesIn(directory)
    .filter((profile) => !isBuildDirectory(`${directory}/${profile.split('/')[0] ?? ''}`))
    .flatMap((profile) => ['.fingerprint', 'deps', 'build', 'incremental'].map((part) => `${profile}/${part}`))
    .filter((path) => lstat(`${directory}/${path}`)?.kind === 'directory');
}
