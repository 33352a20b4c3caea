import { posix } from 'node:path';
import type { DepInfo } from '../../formats/cargo/dep-info.ts';
import { lstat } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { TimeNs } from '../../system/brand.ts';
import type { PathFinding, SaveEvidence } from '../../units/may-save.ts';
import type { PackageSource } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { derivedDigest } from '../../units/identity.ts';
import { coverageMap, debugObject, deployed, examineArtifacts } from './artifacts.ts';
import { builtNs, copiedFile, fileOf, timesOfCollected, type CollectedFile, type CollectedUnit } from './collected.ts';
import { absentClippyConfig } from './clippy-config.ts';
import { compiledFrom, type CompiledFrom } from './compiled-from.ts';
import { declaredInputs } from './declared-inputs.ts';
import { isBelow, placesOf } from './donor.ts';
import { closureRoots, type Edges } from './edges.ts';
import { boundByPaths, formerPlaces, givenPaths, PANICS_AT_HOME } from './given-paths.ts';
import { weighInputs } from './inputs.ts';
import { locate } from './locate.ts';
import { rootsOf, type JudgeContext } from './judge-context.ts';
import { judgement, provenanceOf, type Judgement } from './judgement.ts';
import { holdsRoot } from './script-run.ts';
import { splitDebug } from './split-debug.ts';
import { writtenElsewhere } from './written-elsewhere.ts';
import { builtForLinker, linkedByShell, linkedInto } from './linker-inputs.ts';
import { isMade } from './made.ts';
import { ownCompilersUsed } from './told-inputs.ts';
import { toldVariables } from './told-variables.ts';
import { notObservedYet } from './unobserved.ts';

/** Judges a unit that rustc made: a library, a program, a test, a build script before it runs. */
export function judgeCompile(unit: CollectedUnit, edges: Edges, context: JudgeContext): Result<Judgement, SaveRefusal> {
  const from = compiledFrom(unit, context.donor);
  if (!from.ok) return from;
  const { source, workspace } = from.value;
  const isPath = source.kind === 'path';
  const roots = closureRoots(edges.manifests);
  const given = givenPaths(from.value, context);
  const allRoots = isPath || given.length > 0 ? [...new Set([...roots, ...rootsOf(context.origins)])] : roots;

  const declared = declaredInputs(source, context.donor);
  if (!declared.ok) return declared;
  const sources = namedSources(unit, from.value, { edges, context });
  const artifacts = examineArtifacts({ unit, roots: [...allRoots, ...formerPlaces(given, allRoots)], sources, workspace, packageRoots: packageRoots(source, edges, allRoots), showsCallers: () => context.callers.showsCallers(unit.unit.slot) });
  if (!artifacts.ok) return artifacts;
  const { recorded } = artifacts.value;
  const leak = artifacts.value.leak ?? (isPath ? coverageMap(unit, workspace) : undefined);
  const weighed = weighInputs(from.value.inputs, { contents: context.donor.contents, recorded, previous: context.previous });

  const variables = toldVariables(from.value, edges);
  if (!variables.ok) return variables;
  const asks = isPath && source.vendored !== true ? context.capability.ofCompiling(unit.unit.slot) : null;
  if (isPath && asks !== null && source.root.startsWith('/')) {
    return err({ reason: 'outside-workspace', file: source.root });
  }
  const strange = isPath ? (madeByNobody(from.value, edges, context) ?? builtForLinker(unit, from.value, context).find((path) => !isMade(path, unit, edges, context))) : undefined;
  if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });
  const built = builtNs(unit) ?? (0n as TimeNs);
  const told = [declared.value, linkedInto(unit, from.value, context), ownCompilersUsed(built, context)];
  const evidence: SaveEvidence = {
    unit: unit.unit,
    source,
    builtNs: built,
    copied: copiedFile(unit),
    writtenAt: writtenElsewhere(unit, placesOf(context.donor)),
    fingerprintNs: fileOf(unit, 'fingerprint')?.stat.mtimeNs ?? (0n as TimeNs),
    times: timesOfCollected(unit),
    dependencies: edges.evidence,
    inputs: weighed.evidence,
    owned: context.donor.owned,
    undeclared: told.flatMap((found) => found.evidence),
    envPaths: given,
    scriptPath: () => rewrittenSource(from.value, edges, context),
    leak: () => leak,
    debugObject: () => debugObject(unit, { roots: rootsOf(context.origins), isThere: (path) => lstat(`${context.donor.buildDirectory}/${path}`) !== undefined }),
  };
  const refusal = context.decision(evidence);
  if (refusal !== undefined) return err(refusal);
  const split = splitDebug(unit, edges, artifacts.value.holdsDwo, context);
  if (!split.ok) return split;

  const made = { inputs: [...weighed.inputs, ...absentClippyConfig(from.value, weighed.inputs)], edges: edges.edges };
  const conditions = [...told.flatMap((found) => found.conditions), ...deployed(unit), ...variables.value, ...linkedByShell(unit, from.value, context), ...notObservedYet(unit.unit.slot, { asks, builtNs: built }, context), ...boundByPaths(given, from.value, context), ...(artifacts.value.panicsAtHome ? [PANICS_AT_HOME] : []), ...(split.value?.conditions ?? [])];
  const { kind, slot, fingerprint } = unit.unit;
  const plain = artifacts.value.digest ?? derivedDigest({ kind, slot, fingerprint, inputs: made.inputs, dependencies: made.edges, conditions, provenance: provenanceOf(unit, context) });
  const digest = split.value?.digest(plain) ?? plain;
  const rewrite = new Set([...rewritten(unit, from.value.depInfo, context), ...(split.value?.rewrite ?? [])]);
  return ok(
    judgement(unit, { ...made, source, conditions, digest, closureRoots: allRoots, asks: context.capability.reachingFrom(unit.unit.slot), rewrite, ...(split.value && { origins: split.value.origins }) }, context),
  );
}

/** Where cargo compiles packages that are vendored, or outside of the workspace's root: in their own directories. */
function packageRoots(source: PackageSource, { manifests }: Edges, roots: readonly string[]): { readonly vendored: readonly string[]; readonly edited: readonly string[] } {
  const paths = [source, ...manifests.map((manifest) => manifest.source)].filter((s) => s.kind === 'path');
  const below = (packages: typeof paths): string[] => packages.flatMap(({ root }) => roots.map((above) => posix.resolve(above, root)));
  return { vendored: below(paths.filter(({ vendored }) => vendored === true)), edited: below(paths.filter(({ namedBy }) => namedBy !== undefined)) };
}

/** A proc macro's metadata also names the sources of the path packages that it is linked from. */
function namedSources(unit: CollectedUnit, from: CompiledFrom, o: { edges: Edges; context: JudgeContext }): string[] {
  if (unit.unit.kind !== 'proc-macro') return [...from.listed];
  const { worktree } = o.context.donor;
  const below = o.edges.manifests.flatMap((manifest) => manifest.inputs.flatMap((input) => (input.kind === 'file' ? [input.path] : [])));
  return [...from.listed, ...below.map((path) => posix.relative(from.workspace, path.startsWith('/') ? path : `${worktree}/${path}`))];
}

/** A source below the build directory that no dependency's build-script run has left there. */
function madeByNobody(from: CompiledFrom, edges: Edges, { donor }: JudgeContext): string | undefined {
  const made = new Set(edges.manifests.flatMap((manifest) => manifest.files.filter((f) => f.role === 'out-file').map((f) => f.path)));
  for (const path of from.listed) {
    const at = locate(path, from.workspace, donor);
    if (at.in === 'build-directory' && !made.has(at.path.slice(donor.buildDirectory.length + 1))) return at.path;
  }
  return undefined;
}

/** A source that the build script generated with a root in its text: elsewhere the text is another. */
function rewrittenSource(from: CompiledFrom, edges: Edges, context: JudgeContext): PathFinding | undefined {
  const below = `${context.donor.buildDirectory}/`;
  const rewritten = new Set(
    edges.manifests.flatMap((manifest) => manifest.files.filter((f) => f.rewrite === true).map((f) => f.path)),
  );
  const file = from.listed.find((path) => path.startsWith(below) && rewritten.has(path.slice(below.length)));
  return file === undefined ? undefined : { file, section: 'text', text: context.donor.worktree };
}

/**
 * Files that name the worktree and are read by cargo or by this tool alone: cargo's dep-info names files outside the
 * package by absolute paths, rustc's `.d` names its outputs so, and messages may. They get the paths of the worktree
 * that they are placed in, as a build there would have written.
 */
function rewritten(unit: CollectedUnit, depInfo: DepInfo, context: JudgeContext): ReadonlySet<CollectedFile> {
  const roots = rootsOf(context.origins);
  const named = depInfo.files.some((f) => roots.some((root) => isBelow(f.path, root)));
  return new Set(
    unit.files.filter((file) => {
      if (file.role === 'dep-info') return named;
      const isText = file.role === 'rustc-dep-info' || file.role === 'cached-messages';
      return isText && holdsRoot(file, context.origins) !== undefined;
    }),
  );
}
