import type { ConfigEnv } from '../../formats/cargo/config-env.ts';
import { Answers } from '../../engine/contents/answers.ts';
import { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import { gitDirectories } from '../../formats/git/head.ts';
import { survey } from '../../engine/save/survey.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { readSeen, type SeenUnit } from '../../store/targets.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { evidenceOf, type EvidenceKind } from '../../units/evidence.ts';
import type { Condition, Manifest, Slot } from '../../units/model.ts';
import type { PlaceRefusal, SaveRefusal } from '../../units/refusal.ts';
import type { BuildTree } from '../../engine/workspaces/discover.ts';

/** What is not known of a unit that passes in all else, or is known to be different now. */
export type NotKnown =
  | Extract<PlaceRefusal, { readonly reason: 'not-observed' | 'observed-differs' | 'linker-input-differs' }>
  | Extract<SaveRefusal, { readonly reason: 'left' }>;

/** By what it is known what a unit was made from, and what speaks against that. */
export interface EvidenceHere {
  readonly kind: EvidenceKind;
  readonly against: NotKnown | undefined;
}

/**
 * The evidence of units that stand in a build directory, each judged as it stands. What build scripts or macros asked for
 * is told by the store, for the very build that stands here; where everything is as it was when a unit was built,
 * nothing more need be known. A path of the worktree's own that a unit was compiled with is right here.
 */
export function evidenceHere(
  judged: readonly Manifest[],
  o: { readonly worktree: AbsolutePath; readonly tree: BuildTree; readonly store: Store | undefined; readonly configEnv: ConfigEnv },
): ReadonlyMap<Slot, EvidenceHere> {
  const { buildDirectory, targetDirectory } = o.tree;
  const seen = new Map<Slot, SeenUnit>();
  if (o.store !== undefined) for (const unit of survey(buildDirectory, readSeen(o.store, buildDirectory))) if (unit.seen !== undefined) seen.set(unit.entry.slot, unit.seen);
  const answers = new Answers({ contents: new WorktreeContents(o.worktree), gitDirectories: gitDirectories(o.worktree), configEnv: o.configEnv, built: [buildDirectory, targetDirectory] });
  const against = new Map<Slot, NotKnown>();
  const known = judged.map((manifest) => {
    const conditions = manifest.conditions.filter(({ kind }) => kind !== 'given-path').map((condition) => (condition.kind === 'unobserved' ? (observedOf(manifest, seen, o.store) ?? condition) : condition));
    const found = conditions.map((condition) => notKnown(condition, answers)).find((one) => one !== undefined);
    const left = found?.reason === 'not-observed' ? leftOf(seen.get(manifest.slot)) : undefined;
    if (found !== undefined) against.set(manifest.slot, left ?? found);
    return { ...manifest, conditions };
  });
  return new Map([...evidenceOf(known)].map(([slot, kind]) => [slot, { kind: against.get(slot)?.reason === 'left' ? 'left' : kind, against: against.get(slot) }]));
}

function observedOf(judged: Manifest, seen: ReadonlyMap<Slot, SeenUnit>, store: Store | undefined): Condition | undefined {
  const result = seen.get(judged.slot)?.result;
  const stored = store !== undefined && result !== undefined && 'saved' in result ? readManifest(store, result.saved) : undefined;
  // Not by the fingerprint: that of a script without any rerun-if is another one in each worktree.
  if (stored?.ok !== true || stored.value.digest !== judged.digest) return undefined;
  return stored.value.conditions.find(({ kind }) => kind === 'observed');
}

function leftOf(seen: SeenUnit | undefined): NotKnown | undefined {
  const refused = seen !== undefined && 'refused' in seen.result ? seen.result.refused : undefined;
  return refused?.reason === 'left' ? refused : undefined;
}

function notKnown(condition: Condition, answers: Answers): NotKnown | undefined {
  switch (condition.kind) {
    case 'observed': {
      const differing = condition.observations.find((one) => !answers.alike(one));
      return differing && { reason: 'observed-differs', seen: differing };
    }
    case 'unobserved':
      return condition.equal === null ? { reason: 'not-observed', why: condition.why, differs: 'what it read' } : undefined;
    case 'linker-inputs':
      return condition.equal === null ? { reason: 'linker-input-differs', paths: condition.paths, differs: 'what they include' } : undefined;
    default:
      return undefined;
  }
}
