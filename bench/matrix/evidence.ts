import { openStore, type Store } from '../../src/store/open.ts';
import { STORE_FORMAT } from '../../src/store/paths.ts';
import { readManifest } from '../../src/store/lookup.ts';
import { readSeen, type SeenIndex } from '../../src/store/targets.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { Manifest } from '../../src/units/model.ts';
import { nameOfObservation } from '../../src/units/observation.ts';
import type { Rig } from '../../test/rig/rig.ts';
import type { UnitEvidence } from './result.ts';

/** What became of each unit of the first worktree. */
function seenUnits(rig: Rig): { readonly store: Store; readonly seen: SeenIndex } {
  const store = openStore(`${rig.store}/v${STORE_FORMAT}` as AbsolutePath);
  if (!store.ok) throw new Error(store.error.message);
  return { store: store.value, seen: readSeen(store.value, rig.main.target as AbsolutePath) };
}

/** Every unit of the first worktree that is stored. */
export function storedUnits(rig: Rig): Manifest[] {
  const { store, seen } = seenUnits(rig);
  return [...seen.values()].flatMap(({ result }) => {
    const manifest = 'saved' in result ? readManifest(store, result.saved) : undefined;
    return manifest?.ok === true ? [manifest.value] : [];
  });
}

/** By what the units are known that ask for something, or are the repository's own. */
export function evidenceOf(rig: Rig): UnitEvidence[] {
  const left = [...seenUnits(rig).seen].flatMap(([slot, { result }]): UnitEvidence[] =>
    'refused' in result ? [{ unit: nameOfSlot(slot), kind: 'left', what: [JSON.stringify(result.refused).replaceAll(rig.temporary, '<run>')] }] : [],
  );
  return [...left, ...storedUnits(rig).flatMap(evidenceOfUnit)].sort((a, b) => a.unit.localeCompare(b.unit));
}

function evidenceOfUnit({ slot, source, conditions }: Manifest): UnitEvidence[] {
  const unit = nameOfSlot(slot);
  const own = source.kind === 'path';
  const found = conditions.flatMap((condition): UnitEvidence[] => {
    if (condition.kind === 'observed') return [{ unit, kind: 'observed', what: condition.observations.map(nameOfObservation) }];
    return condition.kind === 'unobserved' ? [{ unit, kind: 'not observed', what: [condition.why] }] : [];
  });
  return found.length > 0 || !own ? found : [{ unit, kind: 'recorded', what: [] }];
}

/** Package and unit, without layout, profile and hash: `app/bin-app`. */
function nameOfSlot(slot: string): string {
  const [, , directory = '', unit = ''] = slot.split('/');
  return `${directory.replace(/-[0-9a-f]{16}$/, '')}/${unit}`;
}
