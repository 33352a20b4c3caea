import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import type { Lockfile } from '../../formats/cargo/lockfile.ts';
import { Answers } from '../contents/answers.ts';
import { everythingIn, firstDifference } from '../contents/everything-equal.ts';
import type { PackageListing } from '../contents/package-files.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { sdkVersion } from '../contents/apple-sdk.ts';
import { namedContents } from '../contents/named-paths.ts';
import { ownCompilers } from '../contents/own-compilers.ts';
import { gitDirectories } from '../../formats/git/head.ts';
import type { GitState } from '../../formats/git/work-tree.ts';
import { once } from '../../system/once.ts';
import type { Declaring } from '../../units/declared.ts';
import type { WorktreeFacts } from '../../units/may-place.ts';

/** Answers the questions of the placing decision from a worktree's files as they are now. */
export function worktreeFacts(o: {
  readonly contents: WorktreeContents;
  readonly listing: () => PackageListing;
  /** Undefined: there is none, so nothing is ruled out by it. */
  readonly lockfile: Lockfile | undefined;
  readonly git: GitState;
  readonly configEnv: ConfigEnv;
  readonly declared: Declaring;
  /** Where cargo builds, absolute; the build directory first. */
  readonly built: readonly string[];
}): WorktreeFacts {
  const { contents, configEnv, git, built } = o;
  const own = once(() => ownCompilers(configEnv, contents));
  const everything = everythingIn({ worktree: contents.root, git, configEnv, built });
  const answers = once(() => new Answers({ contents, built, configEnv, gitDirectories: gitDirectories(contents.root) }));
  return {
    locks: (source) => o.lockfile?.has(source) ?? true,
    file: (path) => contents.file(path)?.sha256,
    directory: (path) => contents.directory(path)?.sha256,
    exists: (path) => contents.exists(path),
    buildDirectory: () => built[0] ?? contents.root,
    absolute: (path) => contents.absolute(path),
    packageFiles: (root) => o.listing().of(root).sha256,
    declared: (name) => o.declared.of(name),
    configEnv: () => configEnv.digest('any'),
    ownCompilers: () => own(),
    variable: (name) => configEnv.variable(name),
    sdk: (system) => sdkVersion(system, { SDKROOT: configEnv.variable('SDKROOT'), DEVELOPER_DIR: configEnv.variable('DEVELOPER_DIR') }),
    named: (paths) => namedContents(paths, contents).sha256,
    answersAlike: (seen) => answers().alike(seen),
    differsFrom: (other) => (other === null ? 'what the worktree of its build held' : firstDifference(other, everything())),
  };
}
