import { SEAL_LENGTH } from '../../store/checksum.ts';
import { listUnits } from '../../store/collect.ts';
import { digestBlobs, readDigests, recordDigests } from '../../store/digests.ts';
import { blobPath, damageOf } from '../../store/identity.ts';
import { packLength, readManifest, readPack } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { MANIFEST_NAME, PACK_NAME, storePaths } from '../../store/paths.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat } from '../../system/fs.ts';
import { INTERRUPTED, isInterrupted, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Manifest, UnitKey } from '../../units/model.ts';
import type { Damage } from './damage.ts';
import { heldBy } from './held-by.ts';

export interface Examination {
  readonly units: number;
  readonly damaged: readonly Damage[];
  /** Blobs that were read and compared; without `deep` none. */
  readonly compared: number;
  /** Units whose digests were recorded now, as there were none to compare with. */
  readonly recorded: number;
  /** Units of another version's rules: not read further, and left to it. */
  readonly ofOthers: number;
}

export interface ExamineOptions {
  readonly deep: boolean;
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

/**
 * Looks at every unit: manifest, sizes and stamps; with `deep` every byte. Writes nothing but digests that were never
 * recorded. What others drop meanwhile is left out.
 */
export async function examineStore(store: Store, o: ExamineOptions): Promise<Result<Examination, Failure>> {
  const keys = listUnits(store);
  const damaged: Damage[] = [];
  let [units, compared, recorded, ofOthers] = [0, 0, 0, 0];
  const holders = heldBy(store);
  for (const [index, key] of keys.entries()) {
    if (await isInterrupted(o.signal)) return err(INTERRUPTED);
    const examined = examineUnit(store, key, o.deep);
    o.progress(index + 1, keys.length);
    if (examined === 'absent') continue;
    units += 1;
    if (examined === 'other-rules') ofOthers += 1;
    else if ('reason' in examined) damaged.push({ ...examined, heldBy: holders.get(key) ?? [] });
    else {
      compared += examined.compared;
      recorded += examined.recorded ? 1 : 0;
    }
  }
  return ok({ units, damaged, compared, recorded, ofOthers });
}

type Found = Omit<Damage, 'heldBy'>;
type Whole = { readonly compared: number; readonly recorded: boolean };

/** One unit: what is wrong with it first, or that it is whole. */
export function examineUnit(store: Store, key: UnitKey, deep: boolean): Found | Whole | 'absent' | 'other-rules' {
  const directory = storePaths.unit(store.root, key);
  const read = attempt(() => readManifest(store, key));
  if (!read.ok || !read.value.ok) {
    if (lstat(directory) === undefined) return 'absent';
    if (read.ok && !read.value.ok && read.value.error === 'other-rules') return 'other-rules';
    const path = `${directory}/${MANIFEST_NAME}`;
    return { key, unit: undefined, reason: read.ok ? 'manifest' : 'unreadable', path, sinceNs: changedNs(path) };
  }
  const manifest = read.value.value;
  const found = damagedBlob(store, manifest) ?? damagedPack(store, manifest, deep);
  if (found !== undefined) return lstat(directory) === undefined ? 'absent' : found;
  return deep ? compareBlobs(store, manifest) : { compared: 0, recorded: false };
}

function damagedBlob(store: Store, manifest: Manifest): Found | undefined {
  const damage = damageOf(store, manifest);
  if (damage?.file.content.at !== 'blob') return undefined;
  const { problem, file } = damage;
  const path = blobPath(store, manifest, damage.file.content.name);
  return { ...of(manifest, file.path), ...problem, path, sinceNs: changedNs(path, file.mtimeNs) };
}

function damagedPack(store: Store, manifest: Manifest, deep: boolean): Found | undefined {
  const length = packLength(manifest);
  if (length === 0) return undefined;
  const path = `${storePaths.unit(store.root, manifest.key)}/${PACK_NAME}`;
  const size = lstat(path)?.size;
  const pack = deep ? attempt(() => readPack(store, manifest)) : undefined;
  const whole = size !== undefined && size >= length + SEAL_LENGTH && (pack === undefined || (pack.ok && pack.value.ok));
  return whole ? undefined : { ...of(manifest, PACK_NAME), reason: 'pack', path, sinceNs: changedNs(path) };
}

function compareBlobs(store: Store, manifest: Manifest): Found | Whole {
  const recorded = readDigests(store, manifest);
  if (recorded === undefined) {
    return { compared: 0, recorded: recordDigests(store, manifest) };
  }
  const now = digestBlobs(store, manifest);
  for (const file of manifest.files) {
    if (file.content.at !== 'blob') continue;
    const { name } = file.content;
    const [stored, found] = [recorded.get(name), now?.get(name)];
    if (stored === found) continue;
    const path = blobPath(store, manifest, name);
    const values = { ...(stored !== undefined && { stored }), ...(found !== undefined && { found }) };
    return { ...of(manifest, file.path), reason: now === undefined ? 'unreadable' : 'content', path, ...values, sinceNs: undefined };
  }
  return { compared: recorded.size, recorded: false };
}

function of({ key, slot, provenance }: Manifest, file: string): Pick<Found, 'key' | 'unit'> {
  return { key, unit: { slot, package: packageOfSlot(slot), file, provenance } };
}

/** An edit in place sets the modification time, unless the editor puts it back; the change time it cannot. */
function changedNs(path: string, storedMtimeNs?: string): bigint | undefined {
  const stat = lstat(path);
  if (stat === undefined) return undefined;
  const written = storedMtimeNs !== undefined && String(stat.mtimeNs) !== storedMtimeNs && stat.mtimeNs < stat.ctimeNs;
  return written ? stat.mtimeNs : stat.ctimeNs;
}
