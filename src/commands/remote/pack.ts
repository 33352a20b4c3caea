import { damageOf, blobPath } from '../../store/identity.ts';
import { packedBytes, readPack } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { PACK_LIMIT, type FileToPublish } from '../../store/publish.ts';
import type { Staging } from '../../store/stage.ts';
import { attempt, type IoProblem } from '../../system/attempt.ts';
import { compress, decompress } from '../../system/compress.ts';
import { readBytes } from '../../system/fs.ts';
import type { Sha256 } from '../../system/brand.ts';
import { err, type Result } from '../../system/result.ts';
import { writeNew } from '../../system/write.ts';
import type { Manifest, ManifestFile } from '../../units/model.ts';
import type { IndexUnit } from './documents.ts';
import { digestOf, MOST } from './objects.ts';

/** A stored unit as it travels: all bytes of its files one after the other, compressed; the manifest says where each is. */
export interface PackedUnit {
  readonly manifest: Manifest;
  readonly pack: Sha256;
  readonly length: number;
  readonly bytes: Buffer;
}

/** Why a unit of the store is not packed. */
export type PackProblem = 'damaged' | 'too-large';

/** Packs a unit of the store; its blobs are read only where they are what was stored, and once more looked at afterwards. */
export async function packUnit(store: Store, manifest: Manifest): Promise<PackedUnit | PackProblem> {
  if (lengthOf(manifest) > MOST.pack) return 'too-large';
  const small = readPack(store, manifest);
  if (!small.ok || damageOf(store, manifest) !== undefined) return 'damaged';
  const parts: Buffer[] = [];
  let offset = 0;
  const files: ManifestFile[] = [];
  for (const file of manifest.files) {
    const bytes = bytesOf(file, { store, manifest, small: small.value });
    if (bytes === undefined) {
      files.push(file);
      continue;
    }
    if (bytes.length !== file.size) return 'damaged';
    parts.push(bytes);
    files.push({ ...file, content: { at: 'pack', offset } });
    offset += bytes.length;
  }
  if (damageOf(store, manifest) !== undefined) return 'damaged';
  const bytes = await compress(Buffer.concat(parts));
  return { manifest: { ...manifest, files }, pack: digestOf(bytes), length: offset, bytes };
}

function bytesOf(file: ManifestFile, o: { readonly store: Store; readonly manifest: Manifest; readonly small: Buffer }): Buffer | undefined {
  switch (file.content.at) {
    case 'symlink':
      return undefined;
    case 'pack':
      return packedBytes(o.small, file);
    case 'blob':
      return readBytes(blobPath(o.store, o.manifest, file.content.name)) ?? Buffer.alloc(0);
  }
}

/**
 * The files of a unit, out of the bytes of its pack; `altered` where those are not what the index names. Nothing is
 * decompressed before the digest is compared, and never more than the index says. Large files are written into the staging
 * directory.
 */
export async function unpackUnit(unit: IndexUnit, bytes: Buffer, staging: Staging): Promise<Result<FileToPublish[], 'altered' | IoProblem>> {
  if (bytes.length !== unit.packed || digestOf(bytes) !== unit.pack) return err('altered');
  const all = await decompress(bytes, unit.length);
  if (all === undefined) return err('altered');
  return attempt(() => unit.manifest.files.map((file) => ({ role: file.role, path: file.path, ...(file.rewrite && { rewrite: file.rewrite }), from: contentOf(file, all, staging) })));
}

function contentOf({ content, mode, size, mtimeNs: time, private: own }: ManifestFile, all: Buffer, staging: Staging): FileToPublish['from'] {
  const mtimeNs = BigInt(time);
  if (content.at === 'symlink') return { kind: 'symlink', target: content.target, mtimeNs };
  const offset = content.at === 'pack' ? content.offset : 0;
  const bytes = all.subarray(offset, offset + size);
  if (size <= PACK_LIMIT && own !== true) return { kind: 'bytes', bytes, mode, mtimeNs };
  const path = staging.freshName();
  writeNew(path, bytes, { mode, mtimeNs });
  return { kind: 'staged', file: { path, placement: 'reflink', size, mode, mtimeNs, ...(own && { private: own }) } };
}

function lengthOf(manifest: Manifest): number {
  return manifest.files.reduce((sum, { size }) => sum + size, 0);
}
