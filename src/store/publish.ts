import { attempt, type IoProblem } from '../system/attempt.ts';
import type { Sha256 } from '../system/brand.ts';
import type { Failure } from '../system/failure.ts';
import { errorCode, lstat, readBytes } from '../system/fs.ts';
import { makeDirectoriesBelow, makeDirectory, rename } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree, writeNew } from '../system/write.ts';
import type { FileContent, FileRole, Manifest, ManifestFile } from '../units/model.ts';
import { sealBytes, sealText } from './checksum.ts';
import { removeUnit } from './collect.ts';
import { unwritable } from './failures.ts';
import { damageOf } from './identity.ts';
import { readManifest, readPack } from './lookup.ts';
import { blobName } from './manifest-shape.ts';
import type { Store } from './open.ts';
import { MACHINE_NAME, MANIFEST_NAME, PACK_NAME, storePaths } from './paths.ts';
import { RULES } from './rules.ts';
import type { StagedFile, Staging } from './stage.ts';
import { markUsed } from './use.ts';

/** A file to publish: bytes in memory, a staged file, or a symbolic link. */
export interface FileToPublish {
  readonly role: FileRole;
  /** Relative to the build directory. */
  readonly path: string;
  readonly rewrite?: true;
  readonly from:
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mode: number; readonly mtimeNs: bigint }
    | { readonly kind: 'staged'; readonly file: StagedFile }
    | { readonly kind: 'symlink'; readonly target: string; readonly mtimeNs: bigint };
}

/** A manifest before its files have found their places. */
export type ManifestDraft = Omit<Manifest, 'format' | 'rules' | 'files'>;

export interface Published {
  /** As it stands in the store. */
  readonly manifest: Manifest;
  /** `present`: this very unit variant was there already, and whole. */
  readonly outcome: 'published' | 'present';
}

/** Private files up to this many bytes share one file: opening is what costs. */
export const PACK_LIMIT = 64 * 1024;

/** Somebody else may publish, and drop, the same unit while we do. */
const ATTEMPTS = 3;

/**
 * Adds a unit to the store: its directory is built in the staging directory and appears by one rename,
 * so it is there whole or not at all, whatever is killed when. Staged files are moved and gone afterwards.
 *
 * @param machine the digest of the machine that has built it, where that is another one
 */
export function publishUnit(
  staging: Staging,
  draft: ManifestDraft,
  files: readonly FileToPublish[],
  machine?: Sha256,
): Result<Published, Failure> {
  const { store } = staging;
  const built = staging.freshName();
  const result = attempt(() => {
    const manifest = buildUnit(built, draft, files);
    if (machine !== undefined) writeNew(`${built}/${MACHINE_NAME}`, machine, { mode: 0o600 });
    return installUnit({ store, built, manifest });
  });
  if (result.ok && result.value !== undefined) return ok(result.value);
  attempt(() => removeTree(built));
  return err(unwritable(store.root, result.ok ? contended(store, draft) : result.error));
}

function buildUnit(directory: string, draft: ManifestDraft, files: readonly FileToPublish[]): Manifest {
  makeDirectory(directory, 0o700);
  const packed: Uint8Array[] = [];
  let offset = 0;
  let blobs = 0;
  const pack = (bytes: Uint8Array): FileContent => {
    packed.push(bytes);
    offset += bytes.length;
    return { at: 'pack', offset: offset - bytes.length };
  };
  const blob = (put: (path: string) => void): FileContent => {
    const name = blobName((blobs += 1));
    put(`${directory}/${name}`);
    return blobContent(directory, name);
  };
  const placed = files.map((file) => manifestFile(file, contentOf(file, { pack, blob })));
  if (packed.length > 0) writeNew(`${directory}/${PACK_NAME}`, sealBytes(packed), { mode: 0o600 });
  const manifest: Manifest = { format: 1, rules: RULES, ...draft, files: placed };
  writeNew(`${directory}/${MANIFEST_NAME}`, sealText(JSON.stringify(manifest)), { mode: 0o600 });
  return manifest;
}

interface Places {
  readonly pack: (bytes: Uint8Array) => FileContent;
  readonly blob: (put: (path: string) => void) => FileContent;
}

function contentOf({ from }: FileToPublish, { pack, blob }: Places): FileContent {
  switch (from.kind) {
    case 'symlink':
      return { at: 'symlink', target: from.target };
    case 'bytes':
      return from.bytes.length <= PACK_LIMIT
        ? pack(from.bytes)
        : blob((path) => writeNew(path, from.bytes, { mode: from.mode, mtimeNs: from.mtimeNs }));
    case 'staged': {
      // A hard link takes no bytes of its own; anything else this small is cheaper in the pack.
      const small = from.file.size <= PACK_LIMIT && from.file.placement === 'copy';
      return small ? pack(stagedBytes(from.file)) : blob((path) => rename(from.file.path, path));
    }
  }
}

function stagedBytes(file: StagedFile): Buffer {
  const bytes = readBytes(file.path);
  if (bytes?.length !== file.size) throw new Error('Internal error: a staged file changed');
  return bytes;
}

function blobContent(directory: string, name: string): FileContent {
  const stat = lstat(`${directory}/${name}`);
  if (stat === undefined) throw new Error('Internal error: a blob vanished from the staging directory');
  return { at: 'blob', name, dev: String(stat.dev), ino: String(stat.ino) };
}

function manifestFile(file: FileToPublish, content: FileContent): ManifestFile {
  const { role, path, from } = file;
  const rewrite = file.rewrite === undefined ? {} : { rewrite: file.rewrite };
  switch (from.kind) {
    case 'bytes':
      return { role, path, mode: from.mode, size: from.bytes.length, mtimeNs: String(from.mtimeNs), content, ...rewrite };
    case 'staged': {
      const { mode, size, mtimeNs } = from.file;
      const own = from.file.private === true ? ({ private: true } as const) : {};
      return { role, path, mode, size, mtimeNs: String(mtimeNs), content, ...rewrite, ...own };
    }
    case 'symlink':
      return { role, path, mode: 0o777, size: 0, mtimeNs: String(from.mtimeNs), content, ...rewrite };
  }
}

interface Installation {
  readonly store: Store;
  readonly built: string;
  readonly manifest: Manifest;
}

/** Gives a unit that was built aside its place, also where one stands that cannot be read: damaged, or of another version's rules. */
export function installUnit({ store, built, manifest }: Installation): Published | undefined {
  makeDirectoriesBelow(store.root, storePaths.unitParent(store.root, manifest.key), 0o700);
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    if (renamed(built, storePaths.unit(store.root, manifest.key))) return { manifest, outcome: 'published' };
    const present = wholeUnit(store, manifest);
    if (present !== undefined) {
      markUsed(store, [present.key]);
      removeTree(built);
      return { manifest: present, outcome: 'present' };
    }
    // Or dropped this moment.
    removeUnit(store, manifest.key);
  }
  return undefined;
}

/** False where the name is taken; a refusal of the platform is thrown. */
function renamed(from: string, to: string): boolean {
  try {
    rename(from, to);
    return true;
  } catch (error) {
    if (TAKEN.has(errorCode(error) ?? '')) return false;
    throw error;
  }
}

/** rename(2) of a directory over one that is not empty. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST']);

function wholeUnit(store: Store, { key }: Manifest): Manifest | undefined {
  const found = readManifest(store, key);
  if (!found.ok || damageOf(store, found.value) !== undefined || !readPack(store, found.value).ok) return undefined;
  return found.value;
}

function contended(store: Store, draft: ManifestDraft): IoProblem {
  return { code: 'EBUSY', path: storePaths.unit(store.root, draft.key), message: 'the unit keeps changing' };
}
