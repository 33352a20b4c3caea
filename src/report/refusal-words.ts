import type { PackageFiles } from '../units/model.ts';
import type { Refusal } from '../units/refusal.ts';
import { unreachable } from '../system/unreachable.ts';

const FILES_DIFFER: Readonly<Record<PackageFiles, (name: string) => string>> = {
  all: (name) => `files of \`${name}\` differ, and its build script names no input`,
  'visible-to-macros': (name) => `files of \`${name}\` differ, and a macro that it uses may read them`,
  'read-by-compilers': (name) => `files of \`${name}\` differ that those which its build script compiles may include`,
  'listed-by-script': (name) => `files of \`${name}\` differ, and its build script lists directories`,
  'of-the-worktree': (name) => `files of the worktree differ, and a macro that \`${name}\` uses may read any`,
};

/** As many paths as a line can hold. */
const MOST_PATHS = 3;

/** One sentence a refusal, with the file or value that caused it. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'incomplete':
      return `its build did not finish (${refusal.missing} is missing)`;
    case 'stale-dependency':
      return `\`${refusal.dependency}\` has been rebuilt since`;
    case 'older-than-dependency':
      return `\`${refusal.dependency}\` was built after it, so cargo would rebuild it`;
    case 'unsupported-kind':
      return `units of this kind are left to cargo (${refusal.kind})`;
    case 'unhashed-output':
      return `another unit writes the same file (${refusal.file})`;
    case 'unknown-source':
      return `where its source comes from cannot be told (${refusal.file})`;
    case 'outside-workspace':
      return `it lies outside the workspace root, where cargo keeps worktrees apart (${refusal.file})`;
    case 'edited-since':
      return `${refusal.file} was changed after it was built`;
    case 'built-elsewhere':
      return `it was built at another path, which it may hold (${refusal.at}): the worktree or its target directory was moved since`;
    case 'copied':
      return `it was built elsewhere and copied here (${refusal.file} has changed since it was written)`;
    case 'unknown-builder':
      return `other worktrees may build in the same directory, and it does not say what ${refusal.file} held`;
    case 'digest-missing':
      return `it was compiled from another content of ${refusal.file}`;
    case 'input-missing':
      return `${refusal.file} is not there`;
    case 'env-path':
      return `it was compiled with \`${refusal.variable}=${refusal.value}\``;
    case 'baked-path':
      return `the worktree's path stands in ${refusal.file} (${refusal.section}: ${refusal.text})`;
    case 'macro-sees-path':
      return `it uses a macro that looks at the worktree's path (${refusal.evidence})`;
    case 'script-path':
      return `the worktree's path stands in what its build script made (${refusal.file})`;
    case 'git-state-moved':
      return `${refusal.evidence}, and HEAD or a tag has moved since it ran`;
    case 'git-dirty-mark':
      return `it may tell whether the work tree is clean, and it is not (${refusal.text})`;
    case 'macro-reads-branch':
      return `it uses a macro that may read the branch (${refusal.evidence})`;
    case 'names-git-directory':
      return `its build script names the worktree's own git directory (${refusal.file})`;
    case 'input-in-target':
      return `${refusal.file} lies in the target directory, and no dependency has made it`;
    case 'fingerprint-mtime':
      return `its build script names no input, so cargo goes by file times (add \`cargo::rerun-if-changed=build.rs\`)`;
    case 'changed-in-place':
      return `${refusal.file} was edited after it was built`;
    case 'not-stored':
      return `it could not be stored: ${refusal.message}`;
    case 'dependency-refused':
      return `it stands on \`${refusal.package}\`, which is not shared`;
    case 'not-in-lockfile':
      return `\`${refusal.package}\` is not in this Cargo.lock`;
    case 'input-differs':
      return `${refusal.file} differs here`;
    case 'input-added':
      return `${refusal.file} is here, and was not where it was built`;
    case 'package-files-differ':
      return FILES_DIFFER[refusal.because](refusal.package);
    case 'named-path-differs':
      return `what a macro or build script of it, or the linker, may read differs here (one of ${refusal.paths.slice(0, MOST_PATHS).join(', ')}${refusal.paths.length > MOST_PATHS ? ', …' : ''})`;
    case 'config-env-differs':
      return `a macro or build script of it may ask for ${refusal.variables === 'any' ? 'a variable' : `one of ${refusal.variables.slice(0, MOST_PATHS).join(', ')}${refusal.variables.length > MOST_PATHS ? ', …' : ''}`}, and cargo's configuration sets other values here ([env])`;
    case 'own-compilers-differ':
      return `cargo's configuration makes a program of the repository compile (${refusal.paths.join(', ')}), which differs here`;
    case 'root-manifest-differs':
      return `${refusal.file} differs, and a macro that it uses may read it`;
    case 'other-commit':
      return `it may hold the state of git, and was built at another commit (${refusal.built.slice(0, 9)})`;
    case 'other-tags':
      return `it may hold the state of git, and was built with other tags`;
    case 'worktree-dirty':
      return `it may tell whether the work tree is clean, and here it is not`;
    case 'other-branch':
      return `its build script printed the branch \`${refusal.built}\``;
    case 'dependency-not-placed':
      return `it stands on \`${refusal.package}\`, which is not reused here`;
    case 'dependency-digest':
      return `it was compiled against another build of \`${refusal.package}\``;
    case 'damaged':
      return `its stored copy was damaged (${refusal.file})`;
    default:
      return unreachable(refusal);
  }
}
