import { hashCompiler } from '../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { rememberCompiler } from '../../store/compilers.ts';
import { offerUnits, packageEntry, type PackageEntry } from '../../store/packages.ts';
import { readManifest } from '../../store/lookup.ts';
import { damageOf } from '../../store/identity.ts';
import { unwritable } from '../../store/failures.ts';
import type { Store } from '../../store/open.ts';
import { publishUnit } from '../../store/publish.ts';
import { openStaging } from '../../store/stage.ts';
import { concurrently, inTurns } from '../../system/concurrently.ts';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { INTERRUPTED, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Manifest, UnitKey } from '../../units/model.ts';
import { catalogOf, rememberWorkspaces, type SavedWorkspace } from '../../engine/workspaces/workspace-index.ts';
import type { Index, IndexUnit } from './documents.ts';
import { isImportable } from './importable.ts';
import { machineDigest, type Machine } from './machine.ts';
import { unmetNeed, type Need } from './needs.ts';
import { objectNames, type Objects } from './objects.ts';
import { unpackUnit } from './pack.ts';

/** Why a unit of an index is not taken. */
export type ImportRefusal =
  /** It depends on something that this machine has otherwise. */
  | { readonly reason: 'machine'; readonly need: Need }
  /** Of another version's rules, of another compiler than its index, there twice, or not what such a unit can be. */
  | { readonly reason: 'not-importable' }
  /** Nothing here asks for it. */
  | { readonly reason: 'not-wanted' }
  /** Its pack is gone: it has expired. */
  | { readonly reason: 'gone' }
  /** Its pack is not the one that was signed, or not what the index says. */
  | { readonly reason: 'altered' }
  /** The place did not answer. */
  | { readonly reason: 'not-fetched'; readonly message: string };

export interface ImportPlan {
  readonly fetch: readonly IndexUnit[];
  /** In the store already, and whole. */
  readonly present: readonly Manifest[];
  readonly refused: readonly ImportRefusal[];
}

/** Which units of an index are fetched: by its words alone. Pure. */
export function planImport(index: Index, here: { readonly machine: Machine; readonly has: (key: UnitKey) => boolean; readonly wants: (manifest: Manifest) => boolean }): ImportPlan {
  const fetch: IndexUnit[] = [];
  const present: Manifest[] = [];
  const refused: ImportRefusal[] = [];
  const compiler = String(hashCompiler(index.machine.rustc));
  const times = new Map<unknown, number>();
  for (const { manifest } of index.units) times.set(manifest?.key, (times.get(manifest?.key) ?? 0) + 1);
  for (const unit of index.units) {
    // Of two units with one name nothing tells which is right.
    if (!isImportable(unit) || unit.manifest.rustc !== compiler || times.get(unit.manifest.key) !== 1) {
      refused.push({ reason: 'not-importable' });
      continue;
    }
    const need = unmetNeed(unit.needs, index.machine, here.machine);
    if (need !== undefined) refused.push({ reason: 'machine', need });
    else if (here.has(unit.manifest.key)) present.push(unit.manifest);
    else if (here.wants(unit.manifest)) fetch.push(unit);
    else refused.push({ reason: 'not-wanted' });
  }
  return { fetch, present, refused };
}

export interface ReceiveOptions {
  readonly store: Store;
  readonly repository: AbsolutePath;
  readonly objects: Objects;
  readonly machine: Machine;
  readonly wants: (manifest: Manifest) => boolean;
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

export interface Received {
  readonly commit: string;
  readonly taken: number;
  readonly present: number;
  /** Bytes that were fetched. */
  readonly bytes: number;
  readonly refused: readonly ImportRefusal[];
}

/** Fetches at once; a server at 50 ms answers for as many packs in each of them. While some are unpacked, as many others are fetched. */
const AT_ONCE = 16;

/** How long a writer waits for `gc` to let go of the store. */
const STORE_TIMEOUT_MS = 30_000;

/**
 * Takes an index's units into the store, as a save would: each is checked against the signed index, appears whole, and is
 * judged anew by every warm. What was taken when it stops stays, so that the next time goes on from there.
 */
export async function receive(index: Index, o: ReceiveOptions): Promise<Result<Received, Failure>> {
  const plan = planImport(index, { machine: o.machine, has: (key) => isWhole(o.store, key), wants: o.wants });
  const refused = [...plan.refused];
  const taken: Manifest[] = [];
  const machine = machineDigest(index.machine);
  let [bytes, done] = [0, 0];
  const staging = await openStaging(o.store, { timeoutMs: STORE_TIMEOUT_MS });
  if (!staging.ok) return staging;
  try {
    let failure: Failure | undefined;
    const stop = { get aborted() { return failure !== undefined || o.signal?.aborted === true; } };
    const fetching = inTurns(AT_ONCE);
    await concurrently(plan.fetch, { atOnce: 2 * AT_ONCE, signal: stop }, async (unit) => {
      const got = await fetching(async () => (stop.aborted ? undefined : o.objects.get(objectNames.pack(unit.pack), unit.packed)));
      if (got === undefined) return;
      o.progress((done += 1), plan.fetch.length);
      if (!got.ok || got.value === undefined) {
        refused.push(got.ok ? { reason: 'gone' } : got.error.reason === 'too-large' ? { reason: 'altered' } : { reason: 'not-fetched', message: got.error.message });
        return;
      }
      bytes += got.value.length;
      const files = await unpackUnit(unit, got.value, staging.value);
      if (!files.ok) {
        if (files.error === 'altered') refused.push({ reason: 'altered' });
        else failure ??= unwritable(o.store.root, files.error);
        return;
      }
      const { format: _format, rules: _rules, files: _files, ...draft } = unit.manifest;
      const published = publishUnit(staging.value, draft, files.value, machine);
      if (published.ok) taken.push(published.value.manifest);
      else failure ??= published.error;
    });
    // Units of packages outside of the workspace root get their names from it.
    if (taken.length + plan.present.length > 0) rememberCompiler(o.store, index.machine.rustc);
    const listed = list(index, new Map([...plan.present, ...taken].map((manifest) => [manifest.key, manifest])), { ...o, staging: staging.value });
    failure ??= listed.ok ? undefined : listed.error;
    if (failure !== undefined) return err(failure);
  } finally {
    staging.value.close();
  }
  if (o.signal?.aborted === true) return err(INTERRUPTED);
  return ok({ commit: index.commit, taken: taken.length, present: plan.present.length, bytes, refused });
}

function isWhole(store: Store, key: UnitKey): boolean {
  const manifest = readManifest(store, key);
  return manifest.ok && damageOf(store, manifest.value) === undefined;
}

/** Into the catalogs of the clone that asked, as if it had built them. */
function list(index: Index, units: ReadonlyMap<Sha256, Manifest>, o: ReceiveOptions & { readonly staging: Parameters<typeof offerUnits>[0] }): Result<void, Failure> {
  const workspaces: SavedWorkspace[] = [];
  for (const { workspace, subdirectory, units: places } of index.trees) {
    const entries: PackageEntry[] = places.flatMap((place) => {
      const manifest = units.get(index.units[place]?.manifest?.key ?? ('' as Sha256));
      return manifest === undefined ? [] : [packageEntry(manifest)];
    });
    if (entries.length === 0) continue;
    const offered = offerUnits(o.staging, catalogOf(o.repository, { workspace, subdirectory }), entries);
    if (!offered.ok) return offered;
    workspaces.push({ workspace, subdirectory });
  }
  rememberWorkspaces(o.store, o.repository, workspaces);
  return ok(undefined);
}
