import { err, ok, type Result } from '../../../system/result.ts';
import type { FingerprintRecord, Slot } from '../../../units/model.ts';
import { fingerprintNumber } from '../fingerprint-json.ts';
import { fingerprintText, hashFingerprint, reproduces } from './fingerprint-hash.ts';
import { rewriteFingerprintJson } from './rewrite-json.ts';

/** A unit as it is stored; a `Manifest` is one. */
export interface StoredUnit {
  readonly slot: Slot;
  /** 16 hex digits. */
  readonly fingerprint: string;
  /** In the order of the record's `deps`; `fingerprint` is the dependency's hash text when this unit was built. */
  readonly dependencies: readonly { readonly slot: Slot; readonly fingerprint: string }[];
}

/** What of a unit's own record is another in this worktree. */
export interface OwnChange {
  /** Of a build script's run without rerun-if (see `precalculatedValue`). */
  readonly precalculated?: string;
  /** Of a package that cargo names by its absolute path: what it may be in the donor, and what it is here. */
  readonly path?: { readonly before: readonly bigint[]; readonly after: bigint };
}

/** The unit's fingerprint JSON: what was read from it, and the text. */
export interface FingerprintDocument {
  readonly record: FingerprintRecord;
  readonly json: string;
}

export interface RecomputedUnit {
  /** 16 hex digits: what cargo will compute in the worktree. */
  readonly fingerprint: string;
  /** The donor's JSON text with new dependency numbers and what changed of its own, every other byte kept. */
  readonly json: string;
}

/** Why a unit that had to change could not be computed again; cargo is left to rebuild it and all above it. */
export type RecomputeFailure =
  /** The computation does not give the donor's own stored hash: another version of cargo. */
  | { readonly reason: 'not-reproducible' }
  /** The unit was to get a new `Precalculated` value but holds none. */
  | { readonly reason: 'no-precalculated' }
  /** Its path is not that of its source in the donor. */
  | { readonly reason: 'other-path' }
  /** The JSON is missing, or not laid out as cargo 1.95 writes it. */
  | { readonly reason: 'json-unexpected' }
  /** A dependency that failed. */
  | { readonly reason: 'dependency'; readonly slot: Slot };

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
 * @param o.changes for each unit whose own record changes
 * @param o.load reads a unit's fingerprint JSON; called only for units that change
 */
export function recomputeFingerprints(o: {
  readonly units: Iterable<StoredUnit>;
  readonly changes: ReadonlyMap<Slot, OwnChange>;
  readonly load: (slot: Slot) => FingerprintDocument | undefined;
}): Recomputation {
  const recomputed = new Map<Slot, RecomputedUnit>();
  const failed = new Map<Slot, RecomputeFailure>();
  const here: Fingerprints = new Map();
  for (const unit of o.units) {
    const change = o.changes.get(unit.slot);
    // Two units built on one and the same may name it by two hashes, if it was built in two worktrees.
    const stays = change === undefined && unit.dependencies.every((dep) => (here.get(dep.slot) ?? dep.fingerprint) === dep.fingerprint);
    if (stays && !unit.dependencies.some((dep) => failed.has(dep.slot))) {
      here.set(unit.slot, unit.fingerprint);
      continue;
    }
    const outcome = recompute({ unit, change, here, failed, document: o.load(unit.slot) });
    if (outcome.ok) {
      here.set(unit.slot, outcome.value.fingerprint);
      if (outcome.value.fingerprint !== unit.fingerprint) recomputed.set(unit.slot, outcome.value);
    } else {
      failed.set(unit.slot, outcome.error);
    }
  }
  return { recomputed, failed };
}

/** The hash text of every unit in the worktree. */
type Fingerprints = Map<Slot, string>;

function recompute(o: {
  readonly unit: StoredUnit;
  readonly change: OwnChange | undefined;
  readonly here: Fingerprints;
  readonly failed: ReadonlyMap<Slot, RecomputeFailure>;
  readonly document: FingerprintDocument | undefined;
}): Result<RecomputedUnit, RecomputeFailure> {
  const { unit, change, here } = o;
  const value = change?.precalculated;
  const lost = unit.dependencies.find((dep) => o.failed.has(dep.slot));
  if (lost !== undefined) return err({ reason: 'dependency', slot: lost.slot });
  if (o.document === undefined) return err({ reason: 'json-unexpected' });
  const { record, json } = o.document;
  if (value !== undefined && !record.local.some((local) => local.kind === 'precalculated')) {
    return err({ reason: 'no-precalculated' });
  }
  if (change?.path !== undefined && !change.path.before.includes(record.path)) return err({ reason: 'other-path' });
  if (!reproduces(record, unit.fingerprint)) return err({ reason: 'not-reproducible' });

  const deps = record.deps.map((dep, index) => {
    const edge = unit.dependencies[index];
    const text = edge && here.get(edge.slot);
    return text === undefined ? dep : { ...dep, fingerprint: fingerprintNumber(text) };
  });
  const local = record.local.map((entry) =>
    value !== undefined && entry.kind === 'precalculated' ? { ...entry, value } : entry,
  );
  const after: FingerprintRecord = { ...record, path: change?.path?.after ?? record.path, deps, local };
  const rewritten = rewriteFingerprintJson(json, record, after);
  if (rewritten === undefined) return err({ reason: 'json-unexpected' });
  return ok({ fingerprint: fingerprintText(hashFingerprint(after)), json: rewritten });
}
