import { hashPath } from '../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { recomputeFingerprints, type FingerprintDocument, type OwnChange, type RecomputedUnit } from '../../formats/cargo/fingerprint-hash/recompute.ts';
import { parseFingerprint } from '../../formats/cargo/fingerprint-json.ts';
import { packedBytes, readPack } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { PlaceRefusal } from '../../units/refusal.ts';

export interface WorktreeFingerprints {
  /** What can be placed, dependencies first: `chosen` without what failed and what stands on it. */
  readonly placeable: readonly Manifest[];
  /** Units whose fingerprint is another one here. */
  readonly changed: ReadonlyMap<Slot, RecomputedUnit>;
  readonly refusals: ReadonlyMap<Slot, PlaceRefusal>;
}

/**
 * The fingerprints that cargo will compute in this worktree. They differ from the stored ones above a build script
 * without rerun-if, whose fingerprint holds the newest time of its package's files.
 *
 * @param chosen dependencies first
 * @param here.precalculated the value here for each package root; undefined where it cannot be told
 */
export function worktreeFingerprints(
  chosen: readonly Manifest[],
  here: { readonly worktree: AbsolutePath; readonly precalculated: (root: string) => string | undefined },
  store: Store,
): WorktreeFingerprints {
  const changes = new Map<Slot, OwnChange>();
  const untold = new Set<Slot>();
  for (const manifest of chosen) {
    const path = sourcePath(manifest, here.worktree);
    if (path !== undefined) changes.set(manifest.slot, { path });
    for (const condition of manifest.conditions) {
      if (condition.kind !== 'precalculated-mtime') continue;
      const value = here.precalculated(condition.root);
      if (value === undefined) untold.add(manifest.slot);
      else changes.set(manifest.slot, { precalculated: value });
    }
  }
  const bySlot = new Map(chosen.map((manifest) => [manifest.slot, manifest]));
  const { recomputed, failed } = recomputeFingerprints({
    units: chosen,
    changes,
    load: (slot) => fingerprintDocument(bySlot.get(slot), store),
  });
  const refusals = new Map<Slot, PlaceRefusal>();
  const placeable: Manifest[] = [];
  for (const manifest of chosen) {
    const refusal = refusalOf(manifest, { lost: untold.has(manifest.slot) || failed.has(manifest.slot), refusals, bySlot });
    if (refusal === undefined) placeable.push(manifest);
    else refusals.set(manifest.slot, refusal);
  }
  return { placeable, changed: recomputed, refusals };
}

/**
 * Cargo's number for the source of a vendored package, which it names by its absolute path: in the donor, and here.
 * A build script's run has none. Undefined: it is the same here.
 */
function sourcePath({ source, kind, inputs, origins }: Manifest, worktree: AbsolutePath): OwnChange['path'] {
  if (source.kind !== 'path' || source.vendored !== true || kind === 'run-build-script') return undefined;
  const first = inputs.find((input) => input.kind === 'file');
  if (first === undefined || first.path.startsWith('/')) return undefined;
  const donors = origins.filter(({ means }) => means === 'worktree');
  return { before: donors.map(({ path }) => hashPath(`${path}/${first.path}`)), after: hashPath(`${worktree}/${first.path}`) };
}

function refusalOf(
  manifest: Manifest,
  o: { lost: boolean; refusals: ReadonlyMap<Slot, PlaceRefusal>; bySlot: ReadonlyMap<Slot, Manifest> },
): PlaceRefusal | undefined {
  const below = manifest.dependencies.find((edge) => o.refusals.has(edge.slot));
  if (below !== undefined) {
    const name = o.bySlot.get(below.slot)?.source.name ?? '';
    return { reason: 'dependency-not-placed', dependency: below.slot, package: name };
  }
  return o.lost ? { reason: 'fingerprint-mtime', package: manifest.source.name } : undefined;
}

/** What cargo has written down of a stored unit. */
export function fingerprintDocument(manifest: Manifest | undefined, store: Store): FingerprintDocument | undefined {
  const file = manifest?.files.find((f) => f.role === 'fingerprint-json');
  const pack = manifest && readPack(store, manifest);
  if (file === undefined || pack?.ok !== true || file.content.at !== 'pack') return undefined;
  const json = packedBytes(pack.value, file).toString('utf8');
  const record = parseFingerprint(json);
  return record.ok ? { record: record.value, json } : undefined;
}
