import type { PeersResult } from './result.ts';
import { WAYS } from './ways/all.ts';

/**
 * A result that goes on with an earlier one of the same commit and machine: what was measured again is replaced, the
 * rest stays. Throws where the two cannot stand in one table.
 */
export function joinResults(before: PeersResult, now: PeersResult): PeersResult {
  requireSame('workspace', before.workspace, now.workspace);
  requireSame('commit', before.commit, now.commit);
  requireSame('machine', before.machine, now.machine);
  for (const [program, version] of Object.entries(now.programs)) requireSame(program, before.programs[program] ?? version, version);
  const again = new Set(now.samples.map(({ measure, way }) => `${measure} ${way}`));
  const judged = new Set(now.verdicts.map(({ way }) => way));
  const ways = WAYS.map(({ name }) => name).filter((name) => before.ways.includes(name) || now.ways.includes(name));
  return {
    ...now,
    seconds: before.seconds + now.seconds,
    pieces: [...before.pieces, ...now.pieces],
    programs: { ...before.programs, ...now.programs },
    ways,
    left: [...before.left.filter(({ way }) => !now.left.some((other) => other.way === way)), ...now.left].filter(({ way }) => !ways.includes(way)),
    samples: [...before.samples.filter(({ measure, way }) => !again.has(`${measure} ${way}`)), ...now.samples],
    verdicts: [...before.verdicts.filter(({ way }) => !judged.has(way)), ...now.verdicts],
    failures: [...before.failures.filter(({ way, what }) => !triedAgain(now, way, what)), ...now.failures],
  };
}

function requireSame(what: string, before: unknown, now: unknown): void {
  const [a, b] = [JSON.stringify(before), JSON.stringify(now)];
  if (a !== b) throw new Error(`the result to go on with has another ${what}: ${a}, now ${b}`);
}

/** A set-up is tried in every run, a scenario where its letters are asked for. */
function triedAgain({ pieces }: PeersResult, way: string, what: string): boolean {
  const letters = what.replace('scenario ', '').split('');
  return pieces.some((piece) => piece.ways.includes(way) && (what === 'set-up' || letters.some((letter) => piece.only.includes(letter))));
}
