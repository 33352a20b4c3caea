import { attempt } from '../system/attempt.ts';
import { readText } from '../system/fs.ts';
import { sha256OfFile } from '../system/hash-file.ts';
import { writeAtomically } from '../system/write.ts';
import type { Sha256 } from '../system/brand.ts';
import type { Manifest } from '../units/model.ts';
import { sealText, unsealText } from './checksum.ts';
import { blobPath, damageOf } from './identity.ts';
import type { Store } from './open.ts';
import { DIGESTS_NAME, storePaths } from './paths.ts';

/** Blob names and the digests of what they held when they were first read. */
export type Digests = ReadonlyMap<string, Sha256>;

/** What was recorded of a unit's blobs; undefined where nothing whole was. */
export function readDigests(store: Store, manifest: Manifest): Digests | undefined {
  return digestsIn(readText(digestsPath(store, manifest)) ?? '');
}

/** The digests in the text of their file; undefined where it is not what was written, or written by another program. */
export function digestsIn(text: string): Digests | undefined {
  const line = unsealText(text);
  if (line === undefined) return undefined;
  try {
    const value = JSON.parse(line) as { readonly blobs?: unknown } | null;
    const blobs = Object.entries(value?.blobs ?? {});
    return blobs.every((blob): blob is [string, Sha256] => typeof blob[1] === 'string') ? new Map(blobs) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads all blobs and records their digests, once: saving does not, as it would have to read everything it links.
 * Only where the identity stamps say afterwards that the blobs are what was stored. A store that cannot be
 * written records nothing. Whether it was recorded.
 */
export function recordDigests(store: Store, manifest: Manifest): boolean {
  if (store.unwritable !== undefined) return false;
  const blobs = digestBlobs(store, manifest);
  if (blobs === undefined || damageOf(store, manifest) !== undefined) return false;
  const text = sealText(JSON.stringify({ format: 1, blobs: Object.fromEntries(blobs) }));
  // Dropped meanwhile: there is no directory to write to.
  return attempt(() => writeAtomically(digestsPath(store, manifest), text, { mode: 0o600 })).ok;
}

/** The digests of a unit's blobs as they are now; undefined where one cannot be read. */
export function digestBlobs(store: Store, manifest: Manifest): Digests | undefined {
  const blobs = new Map<string, Sha256>();
  for (const { content } of manifest.files) {
    if (content.at !== 'blob') continue;
    const digest = attempt(() => sha256OfFile(blobPath(store, manifest, content.name)));
    if (!digest.ok || digest.value === undefined) return undefined;
    blobs.set(content.name, digest.value);
  }
  return blobs;
}

function digestsPath(store: Store, { key }: Manifest): string {
  return `${storePaths.unit(store.root, key)}/${DIGESTS_NAME}`;
}
