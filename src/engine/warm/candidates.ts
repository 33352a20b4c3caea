import type { CatalogEntry } from '../../store/catalog.ts';
import { damageOf } from '../../store/identity.ts';
import { readManifest } from '../../store/lookup.ts';
import { removeUnit } from '../../store/collect.ts';
import type { Store } from '../../store/open.ts';
import { mayPlace, type WorktreeFacts } from '../../units/may-place.ts';
import type { Manifest, Slot, UnitKey } from '../../units/model.ts';
import { refusedByOthers } from '../../units/other-variants.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';

/** The variants of every slot that fit this worktree, found when they are asked for. */
export interface Candidates {
  readonly slots: readonly Slot[];
  /** Fitting variants, the preferred first. */
  readonly variants: (slot: Slot) => readonly Manifest[];
  /** Why the newest variant does not fit, for slots where none does. */
  readonly refusals: () => ReadonlyMap<Slot, PlaceRefusal>;
}

/**
 * A slot of a member has one variant for every state of its sources that was saved; those of states long gone
 * are not all looked at.
 */
const LOOKED_AT = 64;

export function findCandidates(o: {
  readonly store: Store;
  /** In the order of saving. */
  readonly entries: readonly CatalogEntry[];
  /** Variants that stand in the worktree now: nothing is gained by another one that fits as well. */
  readonly present: ReadonlyMap<Slot, UnitKey>;
  readonly facts: WorktreeFacts;
  /** Whether what is damaged goes from the store. */
  readonly drops: boolean;
}): Candidates {
  const keys = keysBySlot(o.entries);
  const found = new Map<Slot, readonly Manifest[]>();
  const refusals = new Map<Slot, PlaceRefusal>();

  const look = (slot: Slot): readonly Manifest[] => {
    const fitting: Manifest[] = [];
    let first: PlaceRefusal | undefined;
    const known = inOrder(keys.get(slot) ?? [], o.present.get(slot)).slice(0, LOOKED_AT).flatMap((key) => {
      const manifest = readManifest(o.store, key);
      return manifest.ok && manifest.value.slot === slot ? [manifest.value] : [];
    });
    for (const manifest of known) {
      const damage = damageOf(o.store, manifest);
      if (damage !== undefined) {
        // Changed behind the store's back: it must never reach anyone.
        if (o.drops) removeUnit(o.store, manifest.key);
        first ??= { reason: 'damaged', file: damage.file.path };
        continue;
      }
      const refusal = mayPlace(manifest, o.facts) ?? refusedByOthers(manifest, known, o.facts);
      if (refusal === undefined) fitting.push(manifest);
      else first ??= refusal;
    }
    if (fitting.length === 0 && first !== undefined) refusals.set(slot, first);
    return fitting;
  };

  return {
    slots: [...keys.keys()],
    variants: (slot) => {
      const known = found.get(slot);
      if (known !== undefined) return known;
      const made = look(slot);
      found.set(slot, made);
      return made;
    },
    refusals: () => refusals,
  };
}

/** The newest first; a key saved twice counts as saved last. */
function keysBySlot(entries: readonly CatalogEntry[]): Map<Slot, UnitKey[]> {
  const keys = new Map<Slot, Set<UnitKey>>();
  for (let i = entries.length - 1; i >= 0; i -= 1) {
    const entry = entries[i];
    if (entry === undefined) continue;
    const slot = keys.get(entry.slot);
    if (slot === undefined) keys.set(entry.slot, new Set([entry.key]));
    else slot.add(entry.key);
  }
  return new Map([...keys].map(([slot, set]) => [slot, [...set]]));
}

function inOrder(keys: readonly UnitKey[], present: UnitKey | undefined): readonly UnitKey[] {
  return present === undefined ? keys : [present, ...keys.filter((key) => key !== present)];
}
