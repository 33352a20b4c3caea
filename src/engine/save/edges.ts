import { fingerprintText } from '../../formats/cargo/fingerprint-json.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { AbsolutePath, DependencyEdge, Manifest, Slot } from '../../units/model.ts';
import type { DependencyEvidence } from '../../units/may-save.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { CollectedUnit } from './collected.ts';
import type { JudgeContext } from './judge-context.ts';

/** A unit's dependencies, in the order of its fingerprint. */
export interface Edges {
  readonly slots: readonly Slot[];
  readonly evidence: readonly DependencyEvidence[];
  /** Empty as soon as one dependency is refused. */
  readonly edges: readonly DependencyEdge[];
  readonly manifests: readonly Manifest[];
}

/** Finds the units that `unit` was built on, all judged already. */
export function edgesOf({ unit }: CollectedUnit, context: JudgeContext): Result<Edges, SaveRefusal> {
  const slots: Slot[] = [];
  const evidence: DependencyEvidence[] = [];
  const manifests: Manifest[] = [];
  const edges: DependencyEdge[] = [];
  for (const dep of unit.record.deps) {
    const node = context.index.find(dep, unit.profileDirectory);
    if (!node.ok) return err({ reason: 'stale-dependency', dependency: node.error });
    const { slot } = node.value;
    const settled = context.settled.get(slot);
    if (settled === undefined) return err({ reason: 'stale-dependency', dependency: dep.name });
    const saved = settled.state === 'saved' ? settled.manifest : undefined;
    slots.push(slot);
    evidence.push({
      slot,
      packageName: saved?.source.name ?? packageOfSlot(slot),
      refused: saved === undefined,
      times: settled.times,
    });
    if (saved === undefined) continue;
    manifests.push(saved);
    edges.push({ slot, fingerprint: fingerprintText(dep.fingerprint), digest: saved.digest });
  }
  return ok({ slots, evidence, edges, manifests });
}

/** Roots of every donor below a unit, without its own. */
export function closureRoots(dependencies: readonly Manifest[]): AbsolutePath[] {
  return [...new Set(dependencies.flatMap((manifest) => manifest.closureRoots))];
}
