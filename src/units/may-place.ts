import { unreachable } from '../system/unreachable.ts';
import type { Condition, Input, Manifest, PackageFiles, PackageSource, Sha256 } from './model.ts';
import type { PlaceRefusal } from './refusal.ts';

/** What a worktree is asked before a unit is placed there. Paths are relative to the worktree, or absolute. */
export interface WorktreeFacts {
  /** Is the package in this worktree's `Cargo.lock`? */
  locks(source: PackageSource): boolean;
  /** Content of a file; undefined when it is not there. */
  file(path: string): Sha256 | undefined;
  /** Names and contents below a directory; undefined when it is not there. */
  directory(path: string): Sha256 | undefined;
  exists(path: string): boolean;
  packageFiles(root: string, which: PackageFiles): Sha256;
  readonly commit: string | null;
  readonly branch: string | null;
  /** Of all tags and what they point at. */
  tags(): Sha256;
  /** Whether git finds nothing changed. */
  isClean(): boolean;
  /** What `[env]` of cargo's configuration sets these variables to. */
  configEnv(variables: readonly string[] | 'any'): Sha256;
  /** The repository's own programs that compile; null where there are none. */
  ownCompilers(): { readonly paths: readonly string[]; readonly sha256: Sha256 } | null;
  /** Contents of files and directories, of which some may not be there. */
  named(paths: readonly string[]): Sha256;
}

/**
 * May this unit be placed in the worktree, its dependencies apart? Gives the first refusal, or `undefined` for yes
 * (design section 7). Never weaker than what cargo would accept after a branch switch in one worktree, and by
 * content instead of times.
 */
export function mayPlace(manifest: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  if (!here.locks(manifest.source)) return { reason: 'not-in-lockfile', package: manifest.source.name };
  for (const input of manifest.inputs) {
    const refusal = inputRefusal(input, here);
    if (refusal !== undefined) return refusal;
  }
  const compilers = compilersRefusal(manifest, here);
  if (compilers !== undefined) return compilers;
  for (const condition of manifest.conditions) {
    const refusal = conditionRefusal(condition, manifest, here);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function inputRefusal(input: Input, here: WorktreeFacts): PlaceRefusal | undefined {
  switch (input.kind) {
    case 'absent':
      return here.exists(input.path) ? { reason: 'input-added', file: input.path } : undefined;
    case 'file':
    case 'directory': {
      const content = input.kind === 'file' ? here.file(input.path) : here.directory(input.path);
      if (content === undefined) return { reason: 'input-missing', file: input.path };
      return content === input.sha256 ? undefined : { reason: 'input-differs', file: input.path };
    }
    default:
      return unreachable(input);
  }
}

/** Asked of every compiled unit: a branch may be the first to have such a program. */
function compilersRefusal({ kind, conditions }: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  if (kind === 'run-build-script') return undefined;
  const built = conditions.find((condition) => condition.kind === 'own-compilers');
  const own = here.ownCompilers();
  return built?.sha256 === own?.sha256 ? undefined : { reason: 'own-compilers-differ', paths: (own ?? built)?.paths ?? [] };
}

function conditionRefusal(condition: Condition, manifest: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  switch (condition.kind) {
    case 'same-commit':
      if (condition.commit !== here.commit) {
        return { reason: 'other-commit', built: condition.commit, here: here.commit ?? 'none' };
      }
      if (condition.branch !== null && condition.branch !== here.branch) {
        return { reason: 'other-branch', built: condition.branch, here: here.branch ?? 'none' };
      }
      return condition.tags === here.tags() ? undefined : { reason: 'other-tags' };
    case 'clean-worktree':
      return here.isClean() ? undefined : { reason: 'worktree-dirty' };
    case 'named-paths':
      return here.named(condition.paths) === condition.sha256 ? undefined : { reason: 'named-path-differs', paths: condition.paths };
    case 'package-files':
      return here.packageFiles(condition.root, condition.which) === condition.sha256
        ? undefined
        : { reason: 'package-files-differ', package: manifest.source.name, because: condition.which };
    case 'root-manifest':
      return here.file(condition.path) === condition.sha256
        ? undefined
        : { reason: 'root-manifest-differs', file: condition.path };
    case 'config-env':
      return here.configEnv(condition.variables) === condition.sha256 ? undefined : { reason: 'config-env-differs', variables: condition.variables };
    case 'own-compilers':
      return undefined;
    case 'precalculated-mtime':
      // Whether its fingerprint can be computed for this worktree is found out with the whole graph at hand.
      return undefined;
    default:
      return unreachable(condition);
  }
}
