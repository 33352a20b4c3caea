import { err, ok, type Result } from '../../system/result.ts';
import type { FingerprintRecord, Slot } from '../../units/model.ts';
import { fingerprintText, hashFingerprint, reproduces } from './fingerprint-hash.ts';
import { rewriteFingerprintJson } from './rewrite-json.ts';

/** A unit as it is stored; a `Manifest` is one. */
export interface StoredUnit {
  readonly slot: Slot;
  /** 16 hex digits. */
  readonly fingerprint: string;
  readonly dependencies: readonly { readonly fingerprint: string }[];
}

/** The unit's fingerprint JSON: what was read from it, and the text. */
export interface FingerprintDocument {
  readonly record: FingerprintRecord;
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
  /** The JSON is missing, or not laid out as cargo 1.95 writes it. */
  | { readonly reason: 'json-unexpected' }
  /** `fingerprint` is the donor's hash of a dependency that failed. */
  | { readonly reason: 'dependency'; readonly fingerprint: string };

export interface Recomputation {
  /** Only units whose hash changes. */
  readonly recomputed: ReadonlyMap<Slot, RecomputedUnit>;
  readonly failed: ReadonlyMap<Slot, RecomputeFailure>;
}

/**
 * Gives units the fingerprints that cargo will compute in another worktree, where the newest mtime of a package
 * is another one, and so on upwards through everything that depends on them.
 *
 * @param o.units every unit that is to be placed, dependencies before dependents
 * @param o.precalculated the new value (see `precalculatedValue`) for each unit that holds one and needs another
 * @param o.load reads a unit's fingerprint JSON; called only for units that change
 */
export function recomputeFingerprints(o: {
  readonly units: Iterable<StoredUnit>;
  readonly precalculated: ReadonlyMap<Slot, string>;
  readonly load: (slot: Slot) => FingerprintDocument | undefined;
}): Recomputation {
  const recomputed = new Map<Slot, RecomputedUnit>();
  const failed = new Map<Slot, RecomputeFailure>();
  const renumbered: Renumbered = new Map();
  for (const unit of o.units) {
    const value = o.precalculated.get(unit.slot);
    if (value === undefined && !unit.dependencies.some((dep) => renumbered.has(dep.fingerprint))) continue;
    const outcome = recompute({ unit, value, renumbered, document: o.load(unit.slot) });
    // Units that share a hash have equal records, so they get equal new ones too.
    renumbered.set(unit.fingerprint, outcome.ok ? outcome.value.number : undefined);
    if (outcome.ok) {
      recomputed.set(unit.slot, { fingerprint: fingerprintText(outcome.value.number), json: outcome.value.json });
    } else {
      failed.set(unit.slot, outcome.error);
    }
  }
  return { recomputed, failed };
}

/** From the donor's hash text to the number here; `undefined` where that could not be found out. */
type Renumbered = Map<string, bigint | undefined>;

function recompute(o: {
  readonly unit: StoredUnit;
  readonly value: string | undefined;
  readonly renumbered: Renumbered;
  readonly document: FingerprintDocument | undefined;
}): Result<{ readonly number: bigint; readonly json: string }, RecomputeFailure> {
  const { unit, value, renumbered } = o;
  const lost = unit.dependencies.find(({ fingerprint }) => renumbered.has(fingerprint) && renumbered.get(fingerprint) === undefined);
  if (lost !== undefined) return err({ reason: 'dependency', fingerprint: lost.fingerprint });
  if (o.document === undefined) return err({ reason: 'json-unexpected' });
  const { record, json } = o.document;
  if (value !== undefined && !record.local.some((local) => local.kind === 'precalculated')) {
    return err({ reason: 'no-precalculated' });
  }
  if (!reproduces(record, unit.fingerprint)) return err({ reason: 'not-reproducible' });

  const deps = record.deps.map((dep) => ({
    ...dep,
    fingerprint: renumbered.get(fingerprintText(dep.fingerprint)) ?? dep.fingerprint,
  }));
  const local = record.local.map((entry) =>
    value !== undefined && entry.kind === 'precalculated' ? { ...entry, value } : entry,
  );
  const after: FingerprintRecord = { ...record, deps, local };
  const rewritten = rewriteFingerprintJson(json, record, after);
  return rewritten === undefined ? err({ reason: 'json-unexpected' }) : ok({ number: hashFingerprint(after), json: rewritten });
}
