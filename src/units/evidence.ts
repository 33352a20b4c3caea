import { unreachable } from '../system/unreachable.ts';
import type { Condition, Manifest, Slot } from './model.ts';
import type { Refusal } from './refusal.ts';

/** By what it is known what a unit was made from, what its build script or macros asked for included. See docs/design.md, "Evidence". */
export type EvidenceKind =
  /** Cargo and rustc wrote it down. */
  | 'recorded'
  /** Its build script or macros can ask for nothing. */
  | 'incapable'
  | 'observed'
  /** Not observed yet: it goes where nothing could differ. */
  | 'everything-equal'
  /** Not observed yet, and something may differ everywhere: it goes nowhere until it is. */
  | 'unknown'
  /** It was observed, and cannot be had elsewhere. */
  | 'left';

/** From the strongest to the weakest: a unit is known by its weakest evidence. */
export const EVIDENCE_KINDS = ['recorded', 'incapable', 'observed', 'everything-equal', 'unknown', 'left'] as const satisfies readonly EvidenceKind[];

/** The evidence of each unit of a build directory. Pure. `manifests`: with all that they stand on. */
export function evidenceOf(manifests: Iterable<Manifest>): Map<Slot, EvidenceKind> {
  const bySlot = new Map<Slot, Manifest>();
  for (const manifest of manifests) bySlot.set(manifest.slot, manifest);
  const macrosBelow = new Map<Slot, boolean>();
  const hasMacros = ({ slot, dependencies }: Manifest): boolean => {
    const known = macrosBelow.get(slot);
    if (known !== undefined) return known;
    // Cuts a cycle in damaged data; cargo's graph has none.
    macrosBelow.set(slot, false);
    const below = dependencies.flatMap((edge) => bySlot.get(edge.slot) ?? []);
    const found = below.some((manifest) => manifest.kind === 'proc-macro' || hasMacros(manifest));
    macrosBelow.set(slot, found);
    return found;
  };
  return new Map([...bySlot].map(([slot, manifest]) => [slot, kindOf(manifest, hasMacros)]));
}

/** Only the repository's own crates are asked what they can: cargo's record vouches for a registry's. */
function kindOf(manifest: Manifest, hasMacros: (manifest: Manifest) => boolean): EvidenceKind {
  const { kind, source, conditions } = manifest;
  const runs = source.kind === 'path' && source.vendored !== true && (kind === 'run-build-script' || hasMacros(manifest));
  return weakest([runs ? 'incapable' : 'recorded', ...conditions.map(kindOfCondition)]);
}

function kindOfCondition(condition: Condition): EvidenceKind {
  switch (condition.kind) {
    case 'observed':
      return 'observed';
    case 'unobserved':
      return condition.equal === null ? 'unknown' : 'everything-equal';
    case 'linker-inputs':
      return condition.equal === undefined ? 'recorded' : condition.equal === null ? 'unknown' : 'everything-equal';
    case 'given-path':
      return condition.recorded ? 'recorded' : 'unknown';
    case 'declared':
    case 'package-files':
    case 'config-env':
    case 'own-compilers':
    case 'deployment':
    case 'debug-files':
    case 'precalculated-mtime':
      return 'recorded';
    default:
      return unreachable(condition);
  }
}

/** Whether an observation takes this condition's place. */
export function isAwaiting(condition: Condition): condition is Extract<Condition, { kind: 'unobserved' | 'given-path' }> {
  return condition.kind === 'unobserved' || condition.kind === 'given-path';
}

/** Whether nothing but an observation vouches for a unit with this condition. */
export function isUnvouched(condition: Condition): boolean {
  return condition.kind === 'unobserved' || (condition.kind === 'given-path' && !condition.recorded);
}

function weakest(kinds: readonly EvidenceKind[]): EvidenceKind {
  return EVIDENCE_KINDS.findLast((kind) => kinds.includes(kind)) ?? 'recorded';
}

/** The evidence that speaks in a refusal; undefined where the unit itself was not judged by any: it follows another one, or people or the store say so. */
export function evidenceAgainst(refusal: Refusal): EvidenceKind | undefined {
  switch (refusal.reason) {
    case 'left':
      return 'left';
    case 'not-observed':
      return 'unknown';
    case 'linker-input-differs':
      return refusal.differs === undefined ? 'recorded' : 'unknown';
    case 'observed-differs':
      return 'observed';
    case 'never-shared':
    case 'declared-differs':
    case 'not-stored':
    case 'damaged':
    case 'dependency-refused':
    case 'dependency-not-placed':
    case 'dependency-digest':
      return undefined;
    default:
      return 'recorded';
  }
}

/** How many units are known by each kind. */
export type EvidenceCounts = Readonly<Record<EvidenceKind, number>>;

export function countEvidence(kinds: Iterable<EvidenceKind>): EvidenceCounts {
  const counts = { recorded: 0, incapable: 0, observed: 0, 'everything-equal': 0, unknown: 0, left: 0 };
  for (const kind of kinds) counts[kind] += 1;
  return counts;
}

export function sumEvidence(all: readonly EvidenceCounts[]): EvidenceCounts {
  const sum = countEvidence([]) as Record<EvidenceKind, number>;
  for (const counts of all) for (const kind of EVIDENCE_KINDS) sum[kind] += counts[kind];
  return sum;
}
