import type { TimeNs } from '../../system/brand.ts';
import type { Asking } from '../../units/incapable.ts';
import type { Condition, Slot } from '../../units/model.ts';
import type { JudgeContext } from './judge-context.ts';

/**
 * What binds a unit whose build script, or macros, may ask the system for something, until it has been observed. Code that can ask for
 * nothing binds nothing. Where the last audit has left another variant of the slot to cargo, it looked at something that is not in the
 * repository, most often: that all is equal here tells nothing then.
 */
export function notObservedYet(slot: Slot, { asks, builtNs }: { readonly asks: Asking | null; readonly builtNs: TimeNs }, context: Pick<JudgeContext, 'equality' | 'wasLeft'>): Condition[] {
  if (asks === null) return [];
  const waits = asks.waits !== null || context.wasLeft(slot);
  return [{ kind: 'unobserved', why: asks.name, equal: waits ? null : context.equality(builtNs), ...(asks.whole !== undefined && { whole: true }), ...(asks.takes !== undefined && { takes: asks.takes }) }];
}
