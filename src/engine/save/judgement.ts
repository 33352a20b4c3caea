import type { Condition, DependencyEdge, Input, Origin, PackageSource, Provenance, Sha256 } from '../../units/model.ts';
import { unitKey } from '../../units/identity.ts';
import type { Asking } from '../../units/incapable.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { ManifestDraft } from '../../store/publish.ts';
import type { CollectedFile, CollectedUnit } from './collected.ts';
import { builtNs } from './collected.ts';
import type { JudgeContext } from './judge-context.ts';
import { nowNs } from '../../system/clock.ts';

/** A unit that may be saved: what its manifest will say. */
export interface Judgement {
  readonly draft: ManifestDraft;
  /** Files whose text holds a root of the donor's. */
  readonly rewrite: ReadonlySet<CollectedFile>;
  /** Files that are not stored. */
  readonly leftOut: ReadonlySet<CollectedFile>;
}

export interface Findings {
  readonly source: PackageSource;
  readonly edges: readonly DependencyEdge[];
  readonly inputs: readonly Input[];
  readonly conditions: readonly Condition[];
  readonly digest: Sha256;
  readonly closureRoots: readonly AbsolutePath[];
  readonly asks: Asking | null;
  readonly rewrite: ReadonlySet<CollectedFile>;
  /** Of the donor, where they are more than usual. */
  readonly origins?: readonly Origin[];
  readonly leftOut?: ReadonlySet<CollectedFile>;
}

export function judgement(collected: CollectedUnit, found: Findings, context: JudgeContext): Judgement {
  const { unit } = collected;
  const identity = {
    slot: unit.slot,
    fingerprint: unit.fingerprint,
    rustc: String(unit.record.rustc),
    source: found.source,
    dependencies: found.edges,
    inputs: found.inputs,
    conditions: found.conditions,
    digest: found.digest,
    provenance: provenanceOf(collected, context),
  };
  const draft = {
    ...identity,
    key: unitKey(identity),
    layout: unit.layout,
    profileDirectory: unit.profileDirectory,
    unitHash: unit.unitHash,
    name: unit.name,
    kind: unit.kind,
    origins: found.origins ?? context.origins,
    closureRoots: found.closureRoots,
    asks: found.asks,
    directories: collected.directories,
  } satisfies ManifestDraft;
  return { draft, rewrite: found.rewrite, leftOut: found.leftOut ?? new Set() };
}

/** Where and when a unit was built, and is saved. */
export function provenanceOf(collected: CollectedUnit, { donor }: JudgeContext): Provenance {
  const { worktree, git: { head } } = donor;
  return {
    worktree,
    commit: head?.commit ?? null,
    branch: head?.branch ?? null,
    builtNs: String(builtNs(collected) ?? 0n),
    savedNs: String(nowNs()),
  };
}
