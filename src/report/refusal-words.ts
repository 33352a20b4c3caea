import { nameOfObservation } from '../units/observation.ts';
import type { LeftBecause, Refusal } from '../units/refusal.ts';
import { unreachable } from '../system/unreachable.ts';

const LEFT: Readonly<Record<LeftBecause, (what: string) => string>> = {
  'other-elsewhere': (what) => `what its build script or macros make depends on where the worktree is, or on the times of its files (${what})`,
  'writes-elsewhere': (what) => `its build script writes outside OUT_DIR (${what})`,
  'reads-target': (what) => `its build script or a macro reads what other builds leave in the target directory (${what})`,
  'reads-above': (what) => `its build script or a macro reads a file above the worktree (${what})`,
  'unseen-program': (what) => `its build script or a macro runs a program that cannot be observed (${what})`,
  'git-question': (what) => `its build script or a macro asks git for something that differs each time (${what})`,
  network: (what) => `its build script or a macro uses the network (${what})`,
  'shell-variable': (what) => `it was told a variable of the shell that is not compared for it (${what})`,
  untold: (what) => `a package from elsewhere reads a file of the worktree and does not tell cargo (${what})`,
  time: (what) => `its build script or a macro looks at the clock (${what})`,
  assembler: (what) => `its assembly may read files that rustc does not record (${what})`,
  failed: (what) => `its build script or macros could not be observed (${what})`,
};

/** As many paths as a line can hold. */
const MOST_PATHS = 3;

function somePaths(paths: readonly string[]): string {
  return `${paths.slice(0, MOST_PATHS).join(', ')}${paths.length > MOST_PATHS ? ', …' : ''}`;
}

/** One sentence a refusal, with the file or value that caused it. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'incomplete':
      return `its build did not finish, or a newer cargo built it (${refusal.missing} is missing, or of an unknown form)`;
    case 'unreadable':
      return `you may not read ${refusal.file}`;
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
      return `${refusal.file} may have changed since the build began`;
    case 'built-elsewhere':
      return `it was built at another path, which it may hold (${refusal.at}): the worktree or its target directory was moved since`;
    case 'copied':
      return `it was built elsewhere and copied here (${refusal.file} has changed since it was written)`;
    case 'unknown-builder':
      return `other worktrees may build in the same directory, and it does not say what ${refusal.file} held`;
    case 'digest-missing':
      return `it was compiled from another content of ${refusal.file}`;
    case 'input-missing':
      return 'watched' in refusal && refusal.watched !== undefined
        ? `${refusal.watched.script} printed \`${refusal.watched.line}\`, and ${refusal.file} is not there: cargo runs it, and compiles what stands on it, at every build`
        : `${refusal.file} is not there`;
    case 'env-path':
      return `it was compiled with \`${refusal.variable}=${refusal.value}\``;
    case 'baked-path':
      return `the worktree's path stands in ${refusal.file} (${refusal.section}: ${refusal.text})`;
    case 'debug-objects':
      if ('room' in refusal) return `it names the files that its debug information is in, and has no room for a build directory with a path of more than ${refusal.room} bytes`;
      return `the debug information of ${refusal.file} lies in this worktree alone (${refusal.object})`;
    case 'script-path':
      return `what its build script made leads to this worktree (${refusal.file})`;
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
    case 'deployment-differs':
      return `it was built for ${refusal.built}, where ${refusal.variable} says ${refusal.here ?? 'nothing'} here`;
    case 'left':
      return LEFT[refusal.because](refusal.what);
    case 'package-files-differ':
      return `files of \`${refusal.package}\` differ, and its build script names no input`;
    case 'observed-differs':
      return `its build script or a macro was seen to ask for ${nameOfObservation(refusal.seen)}, which differs here`;
    case 'not-observed':
      return `what its build script or a macro asks for is not known yet (${refusal.why}), and ${refusal.differs} may differ`;
    case 'linker-input-differs':
      return refusal.differs === undefined
        ? `what the linker is given differs here (one of ${somePaths(refusal.paths)})`
        : `what the linker is given may read other files (one of ${somePaths(refusal.paths)}), and ${refusal.differs} may differ`;
    case 'config-env-differs':
      return "cargo's configuration sets other variables here ([env]), and its build script may ask for them";
    case 'never-shared':
      return `it is never shared (${refusal.where})`;
    case 'declared-differs':
      return `${refusal.input}, which extra-inputs name, differs here or was not named where it was built`;
    case 'own-compilers-differ':
      return `cargo's configuration makes a program of the repository compile (${refusal.paths.join(', ')}), which differs here`;
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
