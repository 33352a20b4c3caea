import { placeFile } from '../../../store/place/place-file.ts';
import { blobPath, damageOf } from '../../../store/identity.ts';
import { packedBytes, readPack } from '../../../store/lookup.ts';
import { publishUnit, type FileToPublish } from '../../../store/publish.ts';
import type { Staging } from '../../../store/stage.ts';
import { readBytes } from '../../../system/fs.ts';
import type { FileRole, Manifest, ManifestFile } from '../../../units/model.ts';
import { withHashes, type Renamed } from './renamed.ts';

/** Stores a unit under its other name; its large files are the ones that are stored already. */
export function publishRenamed(unit: Renamed, staging: Staging): Manifest | undefined {
  if (damageOf(staging.store, unit.manifest) !== undefined) return undefined;
  const pack = readPack(staging.store, unit.manifest);
  if (!pack.ok) return undefined;
  const files: FileToPublish[] = [];
  for (const file of unit.manifest.files) {
    const from = contentOf(file, { unit, pack: pack.value, staging });
    if (from === undefined) return undefined;
    files.push({ role: file.role, path: withHashes(file.path, unit.hashes), ...(file.rewrite === true && { rewrite: true }), from });
  }
  const published = publishUnit(staging, unit.draft, files);
  return published.ok ? published.value.manifest : undefined;
}

/** What cargo and rustc wrote for themselves: names of files stand in it. */
const NAMING: ReadonlySet<FileRole> = new Set(['dep-info', 'rustc-dep-info', 'cached-messages', 'script-output', 'script-stderr', 'script-root-output']);

function contentOf(file: ManifestFile, { unit, pack, staging }: { readonly unit: Renamed; readonly pack: Buffer; readonly staging: Staging }): FileToPublish['from'] | undefined {
  const mtimeNs = BigInt(file.mtimeNs);
  const { mode, content } = file;
  if (content.at === 'symlink') return { kind: 'symlink', target: withHashes(content.target, unit.hashes), mtimeNs };
  const bytes = (taken: Buffer): FileToPublish['from'] => ({ kind: 'bytes', bytes: taken, mode, mtimeNs });
  if (file.role === 'fingerprint') return bytes(Buffer.from(unit.draft.fingerprint));
  if (file.role === 'fingerprint-json') return bytes(Buffer.from(unit.fingerprintJson));
  const from = content.at === 'blob' ? blobPath(staging.store, unit.manifest, content.name) : undefined;
  if (NAMING.has(file.role) || file.rewrite === true) {
    const stored = from === undefined ? packedBytes(pack, file) : readBytes(from);
    return stored && bytes(Buffer.from(withHashes(stored.toString('latin1'), unit.hashes), 'latin1'));
  }
  if (from === undefined) return bytes(packedBytes(pack, file));
  const path = staging.freshName();
  const placed = placeFile({ from, to: path, ways: ['link', 'copy'], mtimeNs });
  if (!placed.ok) return undefined;
  return { kind: 'staged', file: { path, placement: placed.value, size: file.size, mode, mtimeNs, ...(file.private === true && { private: true }) } };
}
