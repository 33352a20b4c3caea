import type { ConfigEnv } from '../cargo/config-env.ts';
import type { Lockfile } from '../cargo/lockfile.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { namedContents } from '../contents/named-paths.ts';
import { ownCompilers } from '../contents/own-compilers.ts';
import type { GitState } from '../git/work-tree.ts';
import { once } from '../system/once.ts';
import { sha256 } from '../units/identity.ts';
import type { WorktreeFacts } from '../units/may-place.ts';

/** Answers the questions of the placing decision from a worktree's files as they are now. */
export function worktreeFacts(o: {
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Undefined: there is none, so nothing is ruled out by it. */
  readonly lockfile: Lockfile | undefined;
  readonly git: GitState;
  readonly configEnv: ConfigEnv;
}): WorktreeFacts {
  const own = once(() => ownCompilers(o.configEnv, o.contents));
  return {
    locks: (source) => o.lockfile?.has(source) ?? true,
    file: (path) => o.contents.file(path)?.sha256,
    directory: (path) => o.contents.directory(path)?.sha256,
    exists: (path) => o.contents.exists(path),
    packageFiles: (root, which) => o.listing().of(root, which).sha256,
    commit: o.git.head?.commit ?? null,
    branch: o.git.head?.branch ?? null,
    tags: () => sha256(o.git.tags().tags.join('\n')),
    isClean: () => o.git.dirty() === null,
    configEnv: (variables) => o.configEnv.digest(variables),
    ownCompilers: () => own(),
    named: (paths) => namedContents(paths, o.contents).sha256,
  };
}
