import { placeOf } from '../../formats/cargo/layout/unhashed-outputs.ts';
import type { SurveyedUnit } from '../save/survey.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat } from '../../system/fs.ts';
import type { Variants } from '../../units/choose.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { unhashedFiles } from '../../units/outputs.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';

export interface Uncontested {
  readonly variants: Variants;
  readonly refusals: ReadonlyMap<Slot, PlaceRefusal>;
}

/**
 * Variants without those whose files another unit claims too, because no unit hash is in their names: one that could be
 * placed as well, or one that stands here. Cargo would take the files of one for those of the other.
 */
export function uncontested(o: {
  readonly slots: readonly Slot[];
  readonly variants: Variants;
  readonly surveyed: readonly SurveyedUnit[];
  readonly buildDirectory: AbsolutePath;
}): Uncontested {
  const refusals = new Map<Slot, PlaceRefusal>();
  const claimed = new Map<string, Set<Slot>>();
  for (const slot of o.slots) for (const path of o.variants(slot).flatMap(unhashedFiles)) claimed.set(path, (claimed.get(path) ?? new Set()).add(slot));
  if (claimed.size === 0) return { variants: o.variants, refusals };

  const contestedFile = (manifest: Manifest): string | undefined =>
    unhashedFiles(manifest).find((path) => (claimed.get(path)?.size ?? 0) > 1 || o.surveyed.some(({ entry }) => entry.slot !== manifest.slot && isClaimedBy(path, entry)));
  const isClaimedBy = (path: string, entry: SurveyedUnit['entry']): boolean => {
    if (entry.layout !== 'legacy') return false;
    const { directory, crate } = placeOf(entry);
    return path === `${directory}/${crate}.d` && lstat(`${o.buildDirectory}/${directory}/${crate}-${entry.unitHash}.d`) === undefined;
  };
  return {
    variants: (slot) =>
      o.variants(slot).filter((manifest) => {
        const file = contestedFile(manifest);
        if (file !== undefined) refusals.set(slot, { reason: 'unhashed-output', file });
        return file === undefined;
      }),
    refusals,
  };
}
