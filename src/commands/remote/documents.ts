import type { Sha256 } from '../../system/brand.ts';
import type { Manifest } from '../../units/model.ts';
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
  /** As they were read: see `importable.ts`. */
  readonly units: readonly Partial<IndexUnit>[];
}

/** What programs say of themselves is a few lines. */
const LONGEST_WORDS = 10_000;

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
 * The index in a text; undefined where it is none. Its units are not looked at: `importable.ts` judges each, so that
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

function isCommit(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(value);
}

/** A number of bytes, of milliseconds, or a place in a list. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
