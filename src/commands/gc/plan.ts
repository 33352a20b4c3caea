import type { LinkedInode, MeasuredUnit } from '../../store/measure.ts';
import type { UnitKey } from '../../units/model.ts';

/** A unit as `gc` sees it. */
export interface CollectableUnit extends MeasuredUnit {
  /** Whether a catalog names it; no warm finds one that is not named. */
  readonly listed: boolean;
  /** Whether a build directory that is there holds it, as far as is known. */
  readonly live: boolean;
  /** Whether that build directory shares the blobs' blocks although each has one name (reflinks). */
  readonly sharesBlocks: boolean;
}

/** Why a unit goes. */
export type DropReason =
  /** It has no manifest. */
  | 'broken'
  /** Neither a catalog nor a package's file names it. */
  | 'unlisted'
  /** Not of use for longer than the age limit, and in no worktree that is there. */
  | 'age'
  /** The store holds more than the size limit; the least recently used go first. */
  | 'size';

export type GcStep =
  | { readonly do: 'drop-unit'; readonly key: UnitKey; readonly why: DropReason; readonly usedNs: bigint | undefined; readonly live: boolean; readonly frees: number }
  /** What the store remembers of a clone that is gone. */
  | { readonly do: 'forget-clone'; readonly repository: string; readonly paths: readonly string[] }
  /** What it remembers of a build directory that is gone. */
  | { readonly do: 'forget-directory'; readonly buildDirectory: string; readonly paths: readonly string[] }
  /** Left by a process that was killed. */
  | { readonly do: 'remove-leftover'; readonly path: string; readonly frees: number };

export interface GcEvidence {
  readonly units: readonly CollectableUnit[];
  readonly inodes: ReadonlyMap<bigint, LinkedInode>;
  /** Steps that stand for themselves. */
  readonly others: readonly Exclude<GcStep, { do: 'drop-unit' }>[];
  readonly nowNs: bigint;
}

export interface GcLimits {
  /** Bytes that only the store holds. */
  readonly maxBytes: number;
  readonly maxAgeNs: bigint;
}

export interface GcPlan {
  readonly steps: readonly GcStep[];
  /** Bytes that only the store holds: deleting it would free them. */
  readonly heldBefore: number;
  readonly heldAfter: number;
  readonly unitsBefore: number;
  readonly unitsAfter: number;
  readonly limits: GcLimits;
}

/**
 * Decides what goes. Pure. Units that a worktree shares cost little more than their records; they are kept last, and
 * the age limit is not for them.
 */
export function planGc(evidence: GcEvidence, limits: GcLimits): GcPlan {
  const ledger = openLedger(evidence);
  const heldBefore = ledger.held();
  const steps: GcStep[] = [];
  const drop = (unit: CollectableUnit, why: DropReason): void => {
    const { key, usedNs, live } = unit;
    steps.push({ do: 'drop-unit', key, why, usedNs, live, frees: ledger.drop(unit) });
  };
  const kept: CollectableUnit[] = [];
  for (const unit of evidence.units) {
    const why = worthless(unit, evidence.nowNs - limits.maxAgeNs);
    if (why === undefined) kept.push(unit);
    else drop(unit, why);
  }
  let left = kept.length;
  for (const unit of kept.sort(leastRecentFirst)) {
    if (ledger.held() <= limits.maxBytes) break;
    drop(unit, 'size');
    left -= 1;
  }
  return {
    steps: [...steps, ...evidence.others],
    heldBefore,
    heldAfter: ledger.held(),
    unitsBefore: evidence.units.length,
    unitsAfter: left,
    limits,
  };
}

function worthless(unit: CollectableUnit, oldestNs: bigint): DropReason | undefined {
  if (unit.usedNs === undefined) return 'broken';
  if (!unit.listed) return 'unlisted';
  return !unit.live && unit.usedNs < oldestNs ? 'age' : undefined;
}

/** Those in no worktree before the others; of equals the larger first, so that fewer go. */
function leastRecentFirst(a: CollectableUnit, b: CollectableUnit): number {
  if (a.live !== b.live) return a.live ? 1 : -1;
  const [used, other] = [a.usedNs ?? 0n, b.usedNs ?? 0n];
  if (used !== other) return used < other ? -1 : 1;
  return b.blobs - a.blobs || (a.key < b.key ? -1 : 1);
}

/** Keeps the account of bytes while units go: an inode with several names is freed with the last of them. */
function openLedger({ units, inodes }: GcEvidence): { held: () => number; drop: (unit: CollectableUnit) => number } {
  const names = new Map([...inodes].map(([ino, inode]) => [ino, inode.names]));
  const own = (unit: CollectableUnit): number => unit.records + (unit.sharesBlocks ? 0 : unit.blobs);
  let held = units.reduce((sum, unit) => sum + own(unit), 0);
  for (const inode of inodes.values()) if (!inode.outside) held += inode.physical;
  return {
    held: () => held,
    drop: (unit) => {
      let frees = own(unit);
      for (const ino of unit.linked) {
        const left = (names.get(ino) ?? 1) - 1;
        names.set(ino, left);
        const inode = inodes.get(ino);
        if (left === 0 && inode?.outside === false) frees += inode.physical;
      }
      held -= frees;
      return frees;
    },
  };
}
