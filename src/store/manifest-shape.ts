import { RULES } from './rules.ts';
import type { Manifest, ManifestFile, UnitKey } from '../units/model.ts';

/**
 * Whether a parsed value is the manifest of `key`. Light, because thousands are read in a warm:
 * the checksum has told already that these are the bytes that were written, so this guards against
 * another program's manifest, and against any path that would leave the build directory or the unit.
 */
export function isManifestOf(value: unknown, key: UnitKey): value is Manifest {
  return (
    standsFor(value, key) &&
    typeof value.fingerprint === 'string' &&
    typeof value.digest === 'string' &&
    Array.isArray(value.dependencies) &&
    Array.isArray(value.inputs) &&
    Array.isArray(value.conditions) &&
    Array.isArray(value.origins) &&
    Array.isArray(value.closureRoots) &&
    value.rules === RULES &&
    typeof value.asks === 'object' &&
    typeof value.provenance === 'object'
  );
}

/** A manifest of `key` that another version wrote by its own rules: not to be placed, and not damage either. */
export function isOfOtherRules(value: unknown, key: UnitKey): boolean {
  return standsFor(value, key) && !isManifestOf(value, key);
}

/** What a manifest of any rules has: whose it is, and which files. */
function standsFor(value: unknown, key: UnitKey): value is Partial<Manifest> {
  const m = value as Partial<Manifest> | null | undefined;
  return (
    typeof m === 'object' &&
    m !== null &&
    m.format === 1 &&
    m.key === key &&
    typeof m.slot === 'string' &&
    Array.isArray(m.directories) &&
    m.directories.every(isInside) &&
    Array.isArray(m.files) &&
    m.files.every(isFile)
  );
}

function isFile(file: Partial<ManifestFile> | null): boolean {
  return (
    typeof file === 'object' &&
    file !== null &&
    typeof file.role === 'string' &&
    isInside(file.path) &&
    Number.isSafeInteger(file.size) &&
    typeof file.mtimeNs === 'string' &&
    Number.isSafeInteger(file.mode) &&
    isContent(file.content)
  );
}

function isContent(content: ManifestFile['content'] | undefined): boolean {
  switch (content?.at) {
    case 'pack':
      return Number.isSafeInteger(content.offset) && content.offset >= 0;
    case 'blob':
      return isBlobName(content.name) && typeof content.ino === 'string';
    case 'symlink':
      return typeof content.target === 'string';
    default:
      return false;
  }
}

/** As `publish` names them. */
export function blobName(index: number): string {
  return `blob-${index}`;
}

function isBlobName(name: unknown): boolean {
  return typeof name === 'string' && /^blob-\d+$/.test(name);
}

/** A relative path, `/` between the parts, that stays below the directory it is joined to. */
export function isInside(path: unknown): boolean {
  if (typeof path !== 'string' || path === '' || path.startsWith('/') || path.includes('\0')) return false;
  if (!path.includes('..') && !path.includes('./') && !path.includes('//')) return path !== '.' && !path.endsWith('/');
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
