import type { TimeNs } from '../../system/brand.ts';
import type { Asking } from '../../units/incapable.ts';
import type { Condition } from '../../units/model.ts';
import type { JudgeContext } from './judge-context.ts';

/**
 * What binds a unit whose build script, or macros, may ask the system for something, until it has been observed. Code
 * that can ask for nothing binds nothing.
 */
export function notObservedYet(asks: Asking | null, builtNs: TimeNs, context: JudgeContext): Condition[] {
  if (asks === null) return [];
  return [{ kind: 'unobserved', why: asks.name, equal: asks.waits === null ? context.equality(builtNs) : null, ...(asks.whole !== undefined && { whole: true }) }];
}
