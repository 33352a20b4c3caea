import type { Sha256 } from '../../system/brand.ts';
import { isManifestOf } from '../../store/manifest-shape.ts';
import { unitKey } from '../../units/identity.ts';
import type { Manifest, ManifestFile } from '../../units/model.ts';
import type { Machine } from './machine.ts';
import type { Need } from './needs.ts';
import { isDigest } from './objects.ts';

/** One commit of a head. */
export interface HeadCommit {
  /** Full id. */
  readonly commit: string;
  readonly index: Sha256;
  /** Bytes of the index, decompressed. */
  readonly length: number;
}

/** What a repository has at a place, for one host triple: the one object there that is replaced, and the one that is signed. */
export interface Head {
  readonly format: 1;
  /** What the repository is called: a head of another one is not for this. */
  readonly repository: string;
  readonly host: string;
  /** When it was signed, in milliseconds: a reader takes none that is older than one it has taken. */
  readonly atMs: number;
  /** The newest last. */
  readonly commits: readonly HeadCommit[];
}

/** A unit in an index, with the pack that holds the bytes of its files one after the other. */
export interface IndexUnit {
  readonly manifest: Manifest;
  readonly needs: readonly Need[];
  readonly pack: Sha256;
  /** Bytes of the pack as it is stored, and of what is in it. */
  readonly packed: number;
  readonly length: number;
}

/** What was built at one commit. */
export interface Index {
  readonly format: 1;
  readonly repository: string;
  readonly commit: string;
  readonly machine: Machine;
  /** Build directories, with places in `units`. */
  readonly trees: readonly { readonly workspace: string; readonly subdirectory: string; readonly units: readonly number[] }[];
  /** As they were read: see {@link isImportable}. */
  readonly units: readonly Partial<IndexUnit>[];
}

/** What programs say of themselves is a few lines. */
const LONGEST_WORDS = 10_000;

const NEEDS: ReadonlySet<string> = new Set<Need>(['compiler', 'home', 'libc', 'tools', 'system', 'cpu']);

/** The head in a text; undefined where it is none. */
export function headIn(text: string): Head | undefined {
  const head = parse(text) as Partial<Head> | undefined;
  if (head?.format !== 1 || typeof head.repository !== 'string' || typeof head.host !== 'string' || !isCount(head.atMs) || !Array.isArray(head.commits)) return undefined;
  return head.commits.every(isHeadCommit) ? (head as Head) : undefined;
}

function isHeadCommit(value: Partial<HeadCommit> | null): boolean {
  return isCommit(value?.commit) && isDigest(value?.index) && isCount(value?.length);
}

/**
 * The index in a text; undefined where it is none. Its units are not looked at: {@link isImportable} judges each, so that
 * one of another version's rules costs only itself.
 */
export function indexIn(text: string): Index | undefined {
  const index = parse(text) as Partial<Index> | undefined;
  const whole =
    index?.format === 1 &&
    typeof index.repository === 'string' &&
    isCommit(index.commit) &&
    isMachine(index.machine) &&
    Array.isArray(index.units) &&
    index.units.every((unit) => typeof unit === 'object' && unit !== null) &&
    Array.isArray(index.trees) &&
    index.trees.every((tree) => isTree(tree, index.units?.length ?? 0));
  return whole ? (index as Index) : undefined;
}

function isMachine(value: Partial<Machine> | null | undefined): boolean {
  const { rustc, commitKnown, host, cargoHome, libc, tools, system, cpu } = value ?? {};
  const texts = [rustc, host, cargoHome, libc ?? '', tools ?? '', system ?? '', cpu ?? ''];
  return typeof commitKnown === 'boolean' && texts.every((text) => typeof text === 'string' && text.length <= LONGEST_WORDS);
}

function isTree(tree: Partial<Index['trees'][number]> | null, units: number): boolean {
  const places = [tree?.workspace, tree?.subdirectory?.replace(/^\//, '')];
  return places.every((place) => typeof place === 'string' && !place.startsWith('/') && !place.split('/').includes('..')) && Array.isArray(tree?.units) && tree.units.every((unit) => isCount(unit) && unit < units);
}

/**
 * Whether a unit of an index is one that this version could have saved: of its rules, with the key that its own words
 * give, all of its files below its profile's directory and inside its pack, no link that leads elsewhere, nothing that
 * runs as somebody else.
 */
export function isImportable(unit: Partial<IndexUnit>): unit is IndexUnit {
  const manifest = unit.manifest;
  if (!isManifestOf(manifest, manifest?.key ?? ('' as Sha256)) || unitKey(manifest) !== manifest.key) return false;
  const { profileDirectory, directories, files } = manifest;
  if (typeof profileDirectory !== 'string' || profileDirectory === '') return false;
  const isBelow = (path: string): boolean => path.startsWith(`${profileDirectory}/`);
  const { length, packed } = unit;
  return (
    isDigest(unit.pack) &&
    isCount(length) &&
    isCount(packed) &&
    Array.isArray(unit.needs) &&
    unit.needs.every((need) => NEEDS.has(need)) &&
    directories.every(isBelow) &&
    files.every((file) => isBelow(file.path) && isWholeFile(file, length)) &&
    areApart(files.map(({ path }) => path), directories)
  );
}

/** Whether no file or link is at the path of another, nor above one: what lies below a link would be written elsewhere. */
function areApart(files: readonly string[], directories: readonly string[]): boolean {
  const own = new Set(files);
  const above = (path: string): string[] => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
  return own.size === files.length && directories.every((path) => !own.has(path)) && [...files, ...directories].every((path) => !above(path).some((one) => own.has(one)));
}

function isWholeFile({ path, mode, size, mtimeNs, content }: ManifestFile, length: number): boolean {
  if (mode < 0 || mode > 0o777 || size < 0 || !/^\d{1,19}$/.test(mtimeNs)) return false;
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

function isCommit(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
