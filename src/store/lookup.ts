import { readBytes, readText } from '../system/fs.ts';
import { err, ok, type Result } from '../system/result.ts';
import type { Manifest, ManifestFile, UnitKey } from '../units/model.ts';
import { unsealBytes, unsealText } from './checksum.ts';
import { isManifestOf, isOfOtherRules } from './manifest-shape.ts';
import type { Store } from './open.ts';
import { MANIFEST_NAME, PACK_NAME, storePaths } from './paths.ts';

/** `absent` also when another process removes the unit just now; `other-rules`: another version's, whole as it seems. */
export type LookupProblem = 'absent' | 'damaged' | 'other-rules';

/** Reads and checks a unit's manifest. No lock: a unit appears and disappears by one rename. */
export function readManifest(store: Store, key: UnitKey): Result<Manifest, LookupProblem> {
  const text = readText(`${storePaths.unit(store.root, key)}/${MANIFEST_NAME}`);
  return text === undefined ? err('absent') : manifestIn(text, key);
}

/** The manifest of `key` in the text of its file. */
export function manifestIn(text: string, key: UnitKey): Result<Manifest, 'damaged' | 'other-rules'> {
  const line = unsealText(text);
  if (line === undefined) return err('damaged');
  const value: unknown = parse(line);
  if (isManifestOf(value, key)) return ok(value);
  return err(isOfOtherRules(value, key) ? 'other-rules' : 'damaged');
}

/** Reads a unit's small files; {@link packedBytes} cuts one out. Empty where the unit has none. */
export function readPack(store: Store, manifest: Manifest): Result<Buffer, LookupProblem> {
  const needed = packLength(manifest);
  if (needed === 0) return ok(Buffer.alloc(0));
  const sealed = readBytes(`${storePaths.unit(store.root, manifest.key)}/${PACK_NAME}`);
  if (sealed === undefined) return err('absent');
  const body = unsealBytes(sealed);
  return body === undefined || body.length < needed ? err('damaged') : ok(body);
}

/** The bytes of a file that stands in the pack (a view, not a copy). */
export function packedBytes(pack: Buffer, file: ManifestFile): Buffer {
  if (file.content.at !== 'pack') throw new Error('Internal error: the file is not in the pack');
  return pack.subarray(file.content.offset, file.content.offset + file.size);
}

/** The bytes that a unit's pack must have, its seal not counted; 0: it has none. */
export function packLength(manifest: Manifest): number {
  let length = 0;
  for (const { content, size } of manifest.files) {
    if (content.at === 'pack') length = Math.max(length, content.offset + size);
  }
  return length;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
