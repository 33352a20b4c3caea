import { unitKey } from './identity.ts';
import { mayPlace, type WorktreeFacts } from './may-place.ts';
import type { Manifest } from './model.ts';
import type { PlaceRefusal } from './refusal.ts';

/**
 * What other variants of its slot say against a unit that fits. One may be this very unit with what an audit has seen since:
 * then that counts. Where another one was seen to ask for something, and it is a registry's, which cargo's record alone lets in,
 * this one may have been told otherwise: it waits for an audit of its own. Pure.
 */
export function refusedByOthers(manifest: Manifest, others: readonly Manifest[], here: WorktreeFacts): PlaceRefusal | undefined {
  if (isObserved(manifest)) return undefined;
  const observed = others.filter(isObserved);
  const same = observed.find(({ conditions, key }) => unitKey({ ...manifest, conditions }) === key);
  if (same !== undefined) return mayPlace(same, here);
  return observed.length > 0 && manifest.source.kind !== 'path' ? { reason: 'not-observed', why: 'another build of it asked', differs: 'what it was told' } : undefined;
}

function isObserved({ conditions }: Manifest): boolean {
  return conditions.some(({ kind }) => kind === 'observed');
}
