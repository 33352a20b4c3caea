import type { Sha256 } from '../../system/brand.ts';
import { isInside, isManifestOf } from '../../store/manifest-shape.ts';
import { unitKey } from '../../units/identity.ts';
import type { Manifest, ManifestFile, PackageSource } from '../../units/model.ts';
import { isCount, type IndexUnit } from './documents.ts';
import { isNeed, needsOf } from './needs.ts';
import { isDigest, MOST } from './objects.ts';

/**
 * Whether a unit of an index is one that this version could have saved: of its rules, with the key that its own words
 * give, all of its files below its profile's directory and inside its pack, no link that leads elsewhere, nothing that
 * runs as somebody else, and with the needs that any such unit has.
 */
export function isImportable(unit: Partial<IndexUnit>): unit is IndexUnit {
  const { manifest, pack, packed, length, needs } = unit;
  if (!isManifestOf(manifest, manifest?.key ?? ('' as Sha256)) || !isWorded(manifest) || unitKey(manifest) !== manifest.key) return false;
  const { profileDirectory, directories, files } = manifest;
  if (!isInside(profileDirectory) || !isDigest(pack) || !isUpTo(packed, MOST.pack) || !isUpTo(length, MOST.pack)) return false;
  const isBelow = (path: string): boolean => path.startsWith(`${profileDirectory}/`);
  return (
    Array.isArray(needs) &&
    needs.every(isNeed) &&
    // Flags and what it stands on may add to these, and take none away.
    needsOf(manifest, { overRun: false, rustflags: [] }).every((need) => needs.includes(need)) &&
    directories.every(isBelow) &&
    files.every((file) => isBelow(file.path) && isWholeFile(file, length)) &&
    // Files that share bytes of the pack would write more to the disk than was fetched.
    files.reduce((sum, { size, content }) => sum + (content.at === 'pack' ? size : 0), 0) === length &&
    areApart(files.map(({ path }) => path), directories)
  );
}

/** What judging and placing read of a manifest without asking: the store has it only of its own writing. */
function isWorded({ source, provenance, dependencies, inputs, conditions, origins, closureRoots, asks }: Manifest): boolean {
  return (
    isSource(source) &&
    isObject(provenance) &&
    typeof provenance.worktree === 'string' &&
    [provenance.builtNs, provenance.savedNs].every(isTime) &&
    dependencies.every((edge) => isObject(edge) && [edge.slot, edge.fingerprint, edge.digest].every((text) => typeof text === 'string')) &&
    inputs.every((input) => isObject(input) && typeof input.path === 'string') &&
    conditions.every((condition) => isObject(condition) && typeof condition.kind === 'string') &&
    origins.every((origin) => isObject(origin) && typeof origin.path === 'string' && origin.path.startsWith('/')) &&
    closureRoots.every((root) => typeof root === 'string' && root.startsWith('/')) &&
    (asks === null || isObject(asks))
  );
}

function isSource(source: PackageSource): boolean {
  if (!isObject(source) || typeof source.name !== 'string' || source.name === '') return false;
  switch (source.kind) {
    case 'registry':
      return typeof source.version === 'string';
    case 'git':
      return typeof source.revision === 'string';
    case 'path':
      return typeof source.root === 'string' && typeof (source.namedBy ?? '') === 'string';
    default:
      return false;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether no file or link is at the path of another, nor above one: what lies below a link would be written elsewhere. */
function areApart(files: readonly string[], directories: readonly string[]): boolean {
  const own = new Set(files);
  const above = (path: string): string[] => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  return own.size === files.length && directories.every((path) => !own.has(path)) && [...files, ...directories].every((path) => !above(path).some((one) => own.has(one)));
}

function isWholeFile({ path, mode, size, mtimeNs, content, ...marks }: ManifestFile, length: number): boolean {
  if (mode < 0 || mode > 0o777 || size < 0 || !isTime(mtimeNs)) return false;
  if (![marks.rewrite, marks.private].every((mark) => mark === undefined || mark === true)) return false;
  switch (content.at) {
    case 'pack':
      return content.offset + size <= length;
    case 'symlink':
      return staysBeside(path, content.target);
    case 'blob':
      return false;
  }
}

/** A relative link that stays below the directory where it stands. */
function staysBeside(path: string, target: string): boolean {
  return target !== '' && !target.startsWith('/') && !target.includes('\0') && !target.split('/').includes('..') && path !== '';
}

/** Nanoseconds that a file may have. */
function isTime(text: string): boolean {
  return typeof text === 'string' && /^\d{1,19}$/.test(text) && BigInt(text) < 2n ** 63n;
}

function isUpTo(value: unknown, most: number): value is number {
  return isCount(value) && value <= most;
}
