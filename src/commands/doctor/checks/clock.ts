import { join } from 'node:path';
import { attempt } from '../../../system/attempt.ts';
import { lstat } from '../../../system/fs.ts';
import { temporaryBeside, unlinkIfPresent, writeNew } from '../../../system/write.ts';
import { placesByDevice } from '../places.ts';
import type { Site } from '../site.ts';

export type ClockFinding =
  | { readonly check: 'clock'; readonly verdict: 'pass'; readonly finding: 'clock-right'; readonly granularityNs: number }
  /** The file system stamps files by another clock (a server's). Positive: it is ahead. */
  | { readonly check: 'clock'; readonly verdict: 'fail'; readonly finding: 'clock-skewed'; readonly path: string; readonly aheadMs: number }
  | { readonly check: 'clock'; readonly verdict: 'warn'; readonly finding: 'times-coarse'; readonly path: string; readonly granularityNs: number }
  /** Cargo rebuilds what they are in with every build. */
  | { readonly check: 'clock'; readonly verdict: 'warn'; readonly finding: 'files-from-the-future'; readonly worktree: string; readonly files: number; readonly first: string };

const NS_PER_MS = 1_000_000n;
/** More than the wait of a busy disk between two calls. */
const SKEW_NS = 2_000n * NS_PER_MS;
const COARSE_NS = 10_000_000;

/** Whether file times are the machine's and fine enough to tell an edit from a build. */
export function checkClock(site: Site): ClockFinding[] {
  const findings: ClockFinding[] = [];
  let coarsest = 1;
  for (const { path } of placesByDevice(site)) {
    const probed = attempt(() => probe(path, site));
    if (!probed.ok) continue;
    const { aheadNs, granularityNs } = probed.value;
    coarsest = Math.max(coarsest, granularityNs);
    if (aheadNs > SKEW_NS || aheadNs < -SKEW_NS) findings.push({ check: 'clock', verdict: 'fail', finding: 'clock-skewed', path, aheadMs: Number(aheadNs / NS_PER_MS) });
    if (granularityNs > COARSE_NS) findings.push({ check: 'clock', verdict: 'warn', finding: 'times-coarse', path, granularityNs });
  }
  findings.push(...fromTheFuture(site));
  return findings.length > 0 ? findings : [{ check: 'clock', verdict: 'pass', finding: 'clock-right', granularityNs: coarsest }];
}

/** Odd in every digit: what is missing when it is read back is the granularity. */
const FINE_NS = 1_700_000_001_111_111_111n;

function probe(directory: string, site: Site): { aheadNs: bigint; granularityNs: number } {
  const file = temporaryBeside(join(directory, 'probe'));
  try {
    writeNew(file, '');
    const stamped = lstat(file)?.mtimeNs ?? site.now();
    const aheadNs = stamped - site.now();
    unlinkIfPresent(file);
    writeNew(file, '', { mtimeNs: FINE_NS });
    const lost = FINE_NS - (lstat(file)?.mtimeNs ?? FINE_NS);
    return { aheadNs, granularityNs: granularity(lost < 0n ? -lost : lost) };
  } finally {
    unlinkIfPresent(file);
  }
}

/** The least power of ten, or two seconds, in which the loss fits. */
function granularity(lostNs: bigint): number {
  if (lostNs >= 1_000_000_000n) return 2e9;
  return lostNs === 0n ? 1 : 10 ** String(lostNs).length;
}

function fromTheFuture(site: Site): ClockFinding[] {
  const limit = site.now() + SKEW_NS;
  return site.worktrees.flatMap(({ worktree: { path }, files }): ClockFinding[] => {
    const late = [...files].filter((file) => (lstat(`${path}/${file}`)?.mtimeNs ?? 0n) > limit);
    const [first] = late;
    return first === undefined ? [] : [{ check: 'clock', verdict: 'warn', finding: 'files-from-the-future', worktree: path, files: late.length, first }];
  });
}
