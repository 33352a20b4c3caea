import { unreachable } from '../system/unreachable.ts';
import type { Declared } from './declared.ts';
import type { Condition, DeploymentCondition, EverythingEqual, Input, Manifest, PackageSource, Sha256 } from './model.ts';
import { nameOfObservation, type Observation } from './observation.ts';
import type { PlaceRefusal } from './refusal.ts';
import { steersBuilds } from './variables.ts';

/** What a worktree is asked before a unit is placed there. Paths are relative to the worktree, or absolute. */
export interface WorktreeFacts {
  /** Is the package in this worktree's `Cargo.lock`? */
  locks(source: PackageSource): boolean;
  /** Content of a file; undefined when it is not there. */
  file(path: string): Sha256 | undefined;
  /** Names and contents below a directory; undefined when it is not there. */
  directory(path: string): Sha256 | undefined;
  exists(path: string): boolean;
  buildDirectory(): string;
  /** Where a path of the worktree is. */
  absolute(path: string): string;
  /** All files of a package. */
  packageFiles(root: string): Sha256;
  /** The repository's own programs that compile; null where there are none. */
  ownCompilers(): { readonly paths: readonly string[]; readonly sha256: Sha256 } | null;
  /** What compilers get for a variable of the shell, as far as it is known before they run. */
  variable(name: string): string | undefined;
  /** The version of the SDK that a linker is given for one of Apple's systems; null where it cannot be told. */
  sdk(system: string): string | null;
  /** Contents of files and directories, of which some may not be there. */
  named(paths: readonly string[]): Sha256;
  /** What people say of the package here. */
  declared(name: string): Declared;
  /** All that `[env]` of cargo's configuration sets. */
  configEnv(): Sha256;
  /** Whether what was asked elsewhere has the same answer here. */
  answersAlike(seen: Observation): boolean;
  /**
   * What differs from a worktree in which nothing but tracked files could have been read; undefined: nothing. Null stands
   * for one of which that cannot be said.
   */
  differsFrom(other: EverythingEqual | null): string | undefined;
}

/**
 * May this unit be placed in the worktree, its dependencies apart? Gives the first refusal, or `undefined` for yes
 * (design section 7). Never weaker than what cargo would accept after a branch switch in one worktree, and by
 * content instead of times.
 */
export function mayPlace(manifest: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  return fits(manifest, here) ?? nameRefusal(manifest, here);
}

/** Whether it could be placed if it were called as it is here. */
export function fits(manifest: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  if (!here.locks(manifest.source)) return { reason: 'not-in-lockfile', package: manifest.source.name };
  const declared = declaredRefusal(manifest, here);
  if (declared !== undefined) return declared;
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

function nameRefusal({ source }: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  const isOther = source.kind === 'path' && source.namedBy !== undefined && source.namedBy !== here.absolute(source.root);
  return isOther ? { reason: 'outside-workspace', file: source.root } : undefined;
}

/** Here, for what was built where nobody, or somebody else, had said so. */
function declaredRefusal({ source, conditions }: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  const { neverShared, inputs } = here.declared(source.name);
  if (neverShared !== undefined) return { reason: 'never-shared', where: neverShared };
  const known = new Set(conditions.flatMap((condition) => (condition.kind === 'declared' ? condition.inputs : [])));
  const unknown = inputs.find((input) => !known.has(input));
  return unknown === undefined ? undefined : { reason: 'declared-differs', input: unknown };
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

function linkerRefusal({ paths, sha256, equal }: Extract<Condition, { kind: 'linker-inputs' }>, here: WorktreeFacts): PlaceRefusal | undefined {
  if (here.named(paths) !== sha256) return { reason: 'linker-input-differs', paths };
  const differs = equal === undefined ? undefined : here.differsFrom(equal);
  return differs === undefined ? undefined : { reason: 'linker-input-differs', paths, differs };
}

function conditionRefusal(condition: Condition, manifest: Manifest, here: WorktreeFacts): PlaceRefusal | undefined {
  switch (condition.kind) {
    case 'observed': {
      const seen = condition.observations.find((observation) => !here.answersAlike(observation) || isSetOtherwise(observation, manifest, here));
      return seen && { reason: 'observed-differs', seen };
    }
    case 'declared': {
      const seen = condition.observations.find((observation) => !here.answersAlike(observation));
      return seen && { reason: 'declared-differs', input: nameOfObservation(seen) };
    }
    case 'unobserved': {
      const differs = here.differsFrom(condition.equal);
      return differs === undefined ? undefined : { reason: 'not-observed', why: condition.why, differs };
    }
    case 'given-path':
      return condition.recorded || here.differsFrom(null) === undefined ? undefined : { reason: 'not-observed', why: condition.why, differs: 'that path' };
    case 'linker-inputs':
      return linkerRefusal(condition, here);
    case 'package-files':
      return here.packageFiles(condition.root) === condition.sha256 ? undefined : { reason: 'package-files-differ', package: manifest.source.name };
    case 'config-env':
      return here.configEnv() === condition.sha256 ? undefined : { reason: 'config-env-differs' };
    case 'own-compilers':
      return undefined;
    case 'deployment':
      return deploymentRefusal(condition, here);
    case 'debug-files': {
      const { room } = condition;
      return room === null || Buffer.byteLength(here.buildDirectory()) <= room ? undefined : { reason: 'debug-objects', file: manifest.source.name, room };
    }
    case 'precalculated-mtime':
      // Whether its fingerprint can be computed for this worktree is found out with the whole graph at hand.
      return undefined;
    default:
      return unreachable(condition);
  }
}

/** Cargo compares variables of path packages alone; of others they are as they are when the unit is placed. */
function isSetOtherwise(seen: Observation, { source }: Manifest, here: WorktreeFacts): boolean {
  return seen.see === 'variable' && source.kind !== 'path' && !steersBuilds(seen.name) && (here.variable(seen.name) ?? null) !== seen.value;
}

function deploymentRefusal({ variable, version, isDefault, system, sdk }: DeploymentCondition, here: WorktreeFacts): PlaceRefusal | undefined {
  const set = here.variable(variable);
  const agrees = set === undefined ? isDefault : isSameVersion(set, version);
  if (!agrees) return { reason: 'deployment-differs', variable, built: version, here: set ?? null };
  const linked = sdk === null ? null : here.sdk(system);
  return linked === sdk ? undefined : { reason: 'deployment-differs', variable: 'SDKROOT', built: sdk ?? '', here: linked };
}

/** Whether a variable's value means the version: `11` is `11.0`. */
export function isSameVersion(set: string, version: string): boolean {
  const plain = (text: string): string => text.trim().replace(/(?:\.0)+$/, '');
  return plain(set) === plain(version);
}
