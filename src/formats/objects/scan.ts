import { createHash } from 'node:crypto';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { FileRole } from '../../units/model.ts';
import { isPlainMetadata, isWithin, knownSources, readSourceTable, type SourceTable } from './metadata.ts';
import { partsOf, type Part } from './parts.ts';
import { isPathOf, rootNeedles, rootPlaces, type RootHit, type RootNeedles } from './roots.ts';
import { describeLeak, searchBitcode, searchParts, type Leak } from './search.ts';

export interface ExamineOptions {
  readonly path: string;
  readonly role: FileRole;
  /** Every path that must not stand in the artifact: the worktree's root and the other origins of its closure. */
  readonly roots: readonly AbsolutePath[];
  /**
   * The unit's known source files, relative to the workspace root, or absolute: the only ones whose entries in
   * rustc's source-file table may hold a root. A proc macro's library also lists files of its dependencies.
   */
  readonly sources: readonly string[];
  /** The directory that cargo compiles members in. */
  readonly workspaceRoot: AbsolutePath;
  /**
   * Directories in which cargo compiles the packages that are in them: vendored ones, and those outside of the workspace's
   * root, which people edit. Where a panic in such a one happened must never be another worktree's file.
   */
  readonly packageRoots?: { readonly vendored: readonly string[]; readonly edited: readonly string[] };
  /** Whether code in it may show where it was called, and not only where a panic happened. */
  readonly showsCallers?: () => boolean;
  readonly wantDigest: boolean;
  /** Digest of metadata that was examined with the same options: where it agrees, only the digest is taken. */
  readonly examinedMetadata?: Sha256;
}

export interface ArtifactExamination {
  /** The first one found, in the program's bytes before the metadata. */
  readonly leak: Leak | undefined;
  /** Whether a panic in the code of a linked program itself names its file by a root, as far as the program shows. */
  readonly panicsAtHome: boolean;
  /**
   * SHA-256 of the metadata: of an `.rmeta` file, of the same bytes in an `.rlib`'s `lib.rmeta` member (equal to
   * the file's, seen with rustc 1.95), of a proc macro's `.rustc` section. `undefined` where there is none.
   */
  readonly metadataDigest: Sha256 | undefined;
  /**
   * What the metadata says of `sources`: MD5 in lower-case hex by normalised name. A name with another digest was
   * compiled from other content; a name that is missing says nothing (see {@link SourceTable.recorded}).
   */
  readonly recorded: ReadonlyMap<string, string>;
  /** Bytes read from the parts that count. */
  readonly bytesRead: number;
  /** Whether a member of the archive holds debug information alone: `.dwo`. */
  readonly holdsDwo: boolean;
}

/**
 * Examines one artifact in one pass: the leak scan, the metadata's digest, and the digests of its sources.
 * Never reads more than the parts that count. The error says why the artifact cannot be vouched for.
 */
export function examineArtifact(o: ExamineOptions): Result<ArtifactExamination, string> {
  const needles = rootNeedles(o.roots);
  if (o.roots.includes('/' as AbsolutePath)) return err('the root directory stands in every path');
  const result = withOpenFile(o.path, (fd, size) => {
    if (size === 0) return ok(emptyExamination(o));
    const parts = partsOf(fd, size);
    if (!parts.ok) return parts;
    if (parts.value.metadata.length > 1) return err('more than one metadata section');
    const bytes = searchParts(fd, parts.value.searched, { needles, sources: o.sources, edited: o.packageRoots?.edited ?? [], showsCallers: o.showsCallers ?? (() => false) });
    const bits = searchBitcode(fd, parts.value.bitcode, needles);
    if (!bits.ok) return bits;
    const searched = { leak: bytes.leak ?? bits.value.leak, panicsAtHome: bytes.panicsAtHome, bytesRead: bytes.bytesRead + bits.value.bytesRead, holdsDwo: parts.value.holdsDwo };
    const metadata = parts.value.metadata[0];
    if (metadata === undefined) return ok({ ...emptyExamination(o), metadataDigest: undefined, ...searched });
    return examineMetadata(fd, { part: metadata, searched, needles, options: o });
  });
  return result ?? err('the file is not there');
}

/** An empty file: the `.rmeta` of a checked executable. */
function emptyExamination(o: ExamineOptions): ArtifactExamination {
  const metadataDigest = o.wantDigest && o.role === 'rmeta' ? sha256(Buffer.alloc(0)) : undefined;
  return { leak: undefined, panicsAtHome: false, metadataDigest, recorded: new Map(), bytesRead: 0, holdsDwo: false };
}

function examineMetadata(
  fd: number,
  o: { part: Part; searched: Pick<ArtifactExamination, 'leak' | 'panicsAtHome' | 'bytesRead' | 'holdsDwo'>; needles: RootNeedles; options: ExamineOptions },
): Result<ArtifactExamination, string> {
  const { options, searched } = o;
  const bytes = readRange(fd, o.part.start, o.part.size);
  if (bytes.length < o.part.size || !isPlainMetadata(bytes)) return err(`${o.part.label()}: metadata of an unknown format`);
  const bytesRead = searched.bytesRead + bytes.length;
  const digest = options.wantDigest || options.examinedMetadata !== undefined ? sha256(bytes) : undefined;
  const metadataDigest = options.wantDigest ? digest : undefined;
  if (digest !== undefined && digest === options.examinedMetadata) {
    return ok({ ...searched, metadataDigest, recorded: new Map(), bytesRead });
  }
  const known = knownSources([options.workspaceRoot, ...options.roots, ...(options.packageRoots?.vendored ?? []), ...(options.packageRoots?.edited ?? [])], options.sources);
  const places = rootPlaces(bytes, rootNeedles([options.workspaceRoot, ...options.roots]), bytes.length);
  const table = readSourceTable(bytes, known, places.map((place) => place.at));
  const leak = searched.leak ?? metadataLeak(bytes, { places: placesOf(bytes, places, o.needles), part: o.part, table });
  return ok({ ...searched, leak, metadataDigest, recorded: table.recorded, bytesRead });
}

function metadataLeak(bytes: Buffer, o: { places: readonly RootHit[]; part: Part; table: SourceTable }): Leak | undefined {
  const hit = o.places.find((place) => !isWithin(o.table.spans, place.at) && isPathOf(bytes, place));
  return hit === undefined ? undefined : describeLeak(bytes, hit, o.part.label());
}

/** Those of the places where one of the needles stands: the workspace root itself need not be among the roots. */
function placesOf(bytes: Buffer, places: readonly RootHit[], needles: RootNeedles): RootHit[] {
  return places.flatMap(({ at }) => {
    const needle = needles.each.find((each) => bytes.subarray(at, at + each.bytes.length).equals(each.bytes));
    return needle === undefined ? [] : [{ root: needle.root, at }];
  });
}

function sha256(bytes: Buffer): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}
