import { readLockfile, type Lockfile } from '../../../formats/cargo/lockfile.ts';
import { readBlobs } from '../../../formats/git/blobs.ts';
import { gitSync } from '../../../formats/git/run-git.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { readText } from '../../../system/fs.ts';
import type { InUse, Place } from '../places.ts';

/**
 * Every `Cargo.lock` that a build in this place may soon follow: of its workspaces in each worktree, as they are on the
 * disk, and as they are at the tip of each local branch and stash. Undefined where one of the place's own is missing:
 * then nobody knows what the next build resolves to.
 */
export function lockfilesOf(place: Place, inUse: InUse): Lockfile[] | undefined {
  const texts = new Set<string>();
  const paths = new Set<string>();
  for (const workspace of place.workspaces) {
    const own = readText(`${workspace}/Cargo.lock`);
    if (own === undefined) return undefined;
    texts.add(own);
    const home = worktreeOf(workspace, inUse);
    if (home === undefined) return undefined;
    paths.add(workspace === home ? 'Cargo.lock' : `${workspace.slice(home.length + 1)}/Cargo.lock`);
  }
  for (const path of paths) {
    for (const worktree of inUse.files.keys()) {
      const text = readText(`${worktree}/${path}`);
      if (text !== undefined) texts.add(text);
    }
  }
  const [root] = place.worktrees;
  if (root === undefined) return undefined;
  const refs = gitSync(root, ['for-each-ref', '--format=%(objectname)', 'refs/heads', 'refs/stash']);
  if (!refs.ok) return undefined;
  for (const commit of new Set(refs.value.stdout.toString('utf8').split('\n').filter((id) => id !== ''))) {
    const blobs = readBlobs(root, commit, [...paths]);
    if (!blobs.ok) return undefined;
    for (const bytes of blobs.value.values()) if (bytes !== undefined) texts.add(bytes.toString('utf8'));
  }
  return [...texts].map(readLockfile);
}

function worktreeOf(workspace: AbsolutePath, inUse: InUse): AbsolutePath | undefined {
  return [...inUse.files.keys()]
    .filter((worktree) => workspace === worktree || workspace.startsWith(`${worktree}/`))
    .sort((a, b) => b.length - a.length)[0];
}
