import type { History } from './history.ts';

/** Smaller histories, the boldest first: half of the moves away, then fewer, then single parts and switches. */
function* smaller(history: History): Generator<History> {
  const { moves, parts } = history;
  for (let size = Math.ceil(moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = moves.length; end > 0; end -= size) {
      yield { ...history, moves: moves.filter((_, index) => index < end - size || index >= end) };
    }
  }
  for (const part of parts) if (parts.length > 1) yield { ...history, parts: parts.filter((other) => other !== part) };
  if (history.nested && !parts.includes('outside')) yield { ...history, nested: false };
  if (history.hurried) yield { ...history, hurried: false };
  if (history.debugInfo) yield { ...history, debugInfo: false };
}

/**
 * The smallest history found that still fails, until the deadline (in the time of `performance.now`).
 * Deleting moves suffices, because every number in a move is taken modulo what there is.
 */
export async function shrink(history: History, fails: (candidate: History) => Promise<boolean>, deadline: number): Promise<History> {
  let smallest = history;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of smaller(smallest)) {
      if (performance.now() > deadline) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      progress = true;
      break;
    }
  }
  return smallest;
}
