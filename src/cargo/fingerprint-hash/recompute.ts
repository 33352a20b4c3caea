import { err, ok, type Result } from '../../system/result.ts';
import type { FingerprintRecord, Slot } from '../../units/model.ts';
import { fingerprintText, hashFingerprint } from './fingerprint-hash.ts';
import { rewriteFingerprintJson } from './rewrite-json.ts';

/** A unit as it is stored in the donor. */
export interface StoredUnit {
  readonly slot: Slot;
  /** 16 hex digits. */
  readonly fingerprint: string;
  /** {@link fingerprint} read little-endian. */
  readonly fingerprintNumber: bigint;
  readonly record: FingerprintRecord;
  /** The text that {@link record} was read from. */
  readonly json: string;
}

export interface RecomputedUnit {
  /** 16 hex digits: what cargo will compute in the worktree. */
  readonly fingerprint: string;
  /** The donor's JSON text with new dependency numbers and a new `Precalculated` value, every other byte kept. */
  readonly json: string;
}

/** Why a unit that had to change could not be computed again; cargo is left to rebuild it and all above it. */
export type RecomputeFailure =
  /** The computation does not give the donor's own stored hash: another version of cargo. */
  | { readonly reason: 'not-reproducible' }
  /** The unit was to get a new `Precalculated` value but holds none. */
  | { readonly reason: 'no-precalculated' }
  /** The JSON text is not laid out as cargo 1.95 writes it. */
  | { readonly reason: 'json-unexpected' }
  | { readonly reason: 'dependency'; readonly fingerprint: bigint };

export interface Recomputation {
  /** Only units whose hash changes. */
  readonly recomputed: ReadonlyMap<Slot, RecomputedUnit>;
  readonly failed: ReadonlyMap<Slot, RecomputeFailure>;
}

/**
 * Gives units the fingerprints that cargo will compute in another worktree, where the newest mtime of a package
 * is another one, and so on upwards through everything that depends on them.
 *
 * @param units every unit that is to be placed, dependencies before dependents
 * @param precalculated the new value (see `precalculatedValue`) for each unit that holds one and needs another
 */
export function recomputeFingerprints(
  units: Iterable<StoredUnit>,
  precalculated: ReadonlyMap<Slot, string>,
): Recomputation {
  const recomputed = new Map<Slot, RecomputedUnit>();
  const failed = new Map<Slot, RecomputeFailure>();
  /** From the donor's number to the one here, or `undefined` where that could not be found out. */
  const renumbered = new Map<bigint, bigint | undefined>();

  for (const unit of units) {
    const value = precalculated.get(unit.slot);
    if (value === undefined && !unit.record.deps.some((dep) => renumbered.has(dep.fingerprint))) continue;
    const outcome = recompute(unit, value, renumbered);
    // Units that share a number have equal records, so they get equal new numbers too.
    renumbered.set(unit.fingerprintNumber, outcome.ok ? outcome.value.number : undefined);
    if (outcome.ok) recomputed.set(unit.slot, { fingerprint: fingerprintText(outcome.value.number), json: outcome.value.json });
    else failed.set(unit.slot, outcome.error);
  }
  return { recomputed, failed };
}

function recompute(
  unit: StoredUnit,
  value: string | undefined,
  renumbered: ReadonlyMap<bigint, bigint | undefined>,
): Result<{ readonly number: bigint; readonly json: string }, RecomputeFailure> {
  const { record } = unit;
  const lost = record.deps.find((dep) => renumbered.has(dep.fingerprint) && renumbered.get(dep.fingerprint) === undefined);
  if (lost !== undefined) return err({ reason: 'dependency', fingerprint: lost.fingerprint });
  if (value !== undefined && !record.local.some((local) => local.kind === 'precalculated')) {
    return err({ reason: 'no-precalculated' });
  }
  if (hashFingerprint(record) !== unit.fingerprintNumber) return err({ reason: 'not-reproducible' });
  const after: FingerprintRecord = {
    ...record,
    deps: record.deps.map((dep) => ({ ...dep, fingerprint: renumbered.get(dep.fingerprint) ?? dep.fingerprint })),
    local:
      value === undefined
        ? record.local
        : record.local.map((local) => (local.kind === 'precalculated' ? { ...local, value } : local)),
  };
  const json = rewriteFingerprintJson(unit.json, record, after);
  return json === undefined ? err({ reason: 'json-unexpected' }) : ok({ number: hashFingerprint(after), json });
}
