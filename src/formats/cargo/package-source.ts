import { posix } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { stat } from '../../system/fs.ts';
import type { PackageSource } from '../../units/model.ts';
import type { DepInfo } from './dep-info.ts';

/**
 * Where a package's sources come from, told by where its first source file is (from rustc's `.d`).
 * Cargo compiles path packages under the workspace root with relative paths and all others with absolute ones
 * (`core/compiler/mod.rs`, `util/workspace.rs::path_args`; seen with cargo 1.95).
 *
 * A directory source's packages have a `.cargo-checksum.json` each. `unknown`: no manifest above the file,
 * or the standard library's own sources (build-std).
 * A path package's `root` is the directory of the nearest manifest above the file; {@link packageRoot} is surer
 * where a target's source lies outside its package.
 */
export function sourceOf(o: {
  readonly packageName: string;
  readonly firstInput: string;
  readonly workspaceRoot: AbsolutePath;
  readonly cargoHome: AbsolutePath;
  readonly worktreeRoot: AbsolutePath;
}): PackageSource | 'unknown' {
  const { packageName: name, firstInput } = o;
  const registry = below(firstInput, `${o.cargoHome}/registry/src`);
  if (registry !== undefined) {
    const directory = registry.split('/')[1];
    if (directory?.startsWith(`${name}-`) !== true) return 'unknown';
    return { kind: 'registry', name, version: directory.slice(name.length + 1) };
  }
  const checkout = below(firstInput, `${o.cargoHome}/git/checkouts`);
  if (checkout !== undefined) {
    const [, revision, ...rest] = checkout.split('/');
    return revision === undefined || rest.length === 0 ? 'unknown' : { kind: 'git', name, revision };
  }
  if (firstInput.includes('/lib/rustlib/src/')) return 'unknown';
  const root = manifestDirectory(posix.resolve(o.workspaceRoot, firstInput), o.worktreeRoot);
  if (root === undefined) return 'unknown';
  if (!posix.isAbsolute(firstInput)) return { kind: 'path', name, root: posix.relative(o.workspaceRoot, root) };
  const path = { kind: 'path', name, root: below(root, o.workspaceRoot) ?? root } as const;
  return stat(`${root}/.cargo-checksum.json`) === undefined ? path : { ...path, vendored: true };
}

/** The nearest directory above `file` with a `Cargo.toml`; not above the worktree for a file inside it. */
function manifestDirectory(file: string, worktreeRoot: string): string | undefined {
  const inside = below(file, worktreeRoot) !== undefined;
  for (let directory = posix.dirname(file); ; directory = posix.dirname(directory)) {
    if (stat(`${directory}/Cargo.toml`) !== undefined) return directory;
    if (directory === '/' || (inside && directory === worktreeRoot)) return undefined;
  }
}

function below(path: string, directory: string): string | undefined {
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined;
}

/**
 * The root of a path package, as the inputs spell it: relative to the workspace root (`''` for the root package),
 * or absolute. Cargo's dep-info names every input below the package's root relative to it, so the root is what
 * an input has in front of such a name. `undefined` where no root fits, or several do equally well.
 */
export function packageRoot(o: { readonly inputs: readonly string[]; readonly depInfo: DepInfo }): string | undefined {
  const inputs = o.inputs.map((path) => posix.normalize(path));
  const inPackage = o.depInfo.files.filter(({ base }) => base === 'package').map(({ path }) => path);
  const matches = new Map<string, number>();
  for (const path of inPackage) {
    for (const input of inputs) {
      const root = rootOf(input, path);
      if (root !== undefined) matches.set(root, (matches.get(root) ?? 0) + 1);
    }
  }
  const best = Math.max(...matches.values());
  const roots = [...matches.keys()].filter((root) => matches.get(root) === best);
  if (roots.length <= 1) return roots[0];
  const others = o.depInfo.files.filter(({ base }) => base !== 'package').map(({ path }) => posix.normalize(path));
  const accounted = (root: string): boolean =>
    inputs.every((input) => {
      const relative = root === '' ? input : below(input, root);
      return (
        relative === undefined ||
        posix.isAbsolute(relative) ||
        inPackage.includes(relative) ||
        others.some((other) => input === other || rootOf(input, other) !== undefined)
      );
    });
  const exact = roots.filter(accounted);
  // A macro names a file of the package by its whole path (pest): the crate's own source tells how cargo spells the package.
  const [first = ''] = inputs;
  const spelled = exact.filter((root) => posix.isAbsolute(root) === posix.isAbsolute(first));
  return spelled.length === 1 ? spelled[0] : undefined;
}

/** What `input` has in front of `path`. */
function rootOf(input: string, path: string): string | undefined {
  if (input === path) return '';
  return input.endsWith(`/${path}`) ? input.slice(0, -path.length - 1) : undefined;
}
