import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { attempt } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import { acquireFlock, type HeldLock } from '../system/flock.ts';
import { readDirectory, readText } from '../system/fs.ts';
import { ok, type Result } from '../system/result.ts';
import { unlinkIfPresent, writeAtomically } from '../system/write.ts';
import type { Slot, UnitKey } from '../units/model.ts';
import type { SaveRefusal } from '../units/refusal.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import { RULES } from './rules.ts';
import type { Stopping } from '../system/interruption.ts';

/** What became of a unit the last time that its build directory was looked through. */
export interface SeenUnit {
  /** Of the fingerprint hash file: cargo writes it anew with every build of the unit. */
  readonly ino: string;
  /** Decimal nanoseconds. */
  readonly mtimeNs: string;
  readonly result: { readonly saved: UnitKey } | { readonly refused: SaveRefusal };
}

export type SeenIndex = Map<Slot, SeenUnit>;

export interface IndexFile {
  readonly format: 1;
  readonly rules: number;
  readonly buildDirectory: AbsolutePath;
  readonly units: Readonly<Record<string, SeenUnit>>;
}

/**
 * What is known of a build directory, so that a save with nothing new opens no artifact.
 * Only a memory: unreadable or missing means empty.
 */
export function readSeen(store: Store, buildDirectory: AbsolutePath): SeenIndex {
  const text = attempt(() => readText(indexPath(store, buildDirectory)));
  const file = text.ok && text.value !== undefined ? indexIn(text.value) : undefined;
  if (file?.buildDirectory !== buildDirectory || file.rules !== RULES) return new Map();
  return new Map(Object.entries(file.units) as [Slot, SeenUnit][]);
}

/** The stored units that a build directory held when it was last looked at. */
export function savedKeys(store: Store, buildDirectory: AbsolutePath): UnitKey[] {
  return [...readSeen(store, buildDirectory).values()].flatMap(({ result }) => ('saved' in result ? [result.saved] : []));
}

/** What is known of one build directory, by the file that says so. */
export interface KnownTarget {
  readonly buildDirectory: AbsolutePath;
  /** Every file about it: the index, its lock, and the listing. */
  readonly paths: readonly string[];
  readonly seen: SeenIndex;
  /** Which rules its verdicts come from: another version's tell what it holds, and nothing else. */
  readonly rules: number;
}

/**
 * All build directories that were looked through, by whatever version of this tool: a collection must know what another
 * one's worktrees hold, and what to forget when they are gone. Unreadable indexes are left out.
 */
export function listTargets(store: Store): KnownTarget[] {
  return readTargets(store).known;
}

/** `unreadable`: index files that the system refuses to read now. One that is damaged says nothing to anybody. */
function readTargets(store: Store): { readonly known: KnownTarget[]; readonly unreadable: string[] } {
  const directory = storePaths.targets(store.root);
  const known: KnownTarget[] = [];
  const unreadable: string[] = [];
  for (const { name } of readDirectory(directory)) {
    if (!/^[0-9a-f]{16}\.json$/.test(name)) continue;
    const path = join(directory, name);
    const text = attempt(() => readText(path));
    if (!text.ok) {
      unreadable.push(path);
      continue;
    }
    const file = text.value === undefined ? undefined : indexIn(text.value);
    if (file === undefined) continue;
    const seen = new Map(Object.entries(file.units) as [Slot, SeenUnit][]);
    const paths = [path, `${path}.lock`, ...[listingName(file.buildDirectory), `${targetName(file.buildDirectory)}.declared`].map((other) => join(directory, other))];
    known.push({ buildDirectory: file.buildDirectory, paths, seen, rules: file.rules });
  }
  return { known, unreadable };
}

/** Every build directory of which something is remembered; it may be gone. */
export function knownBuildDirectories(store: Store): AbsolutePath[] {
  return listTargets(store).map(({ buildDirectory }) => buildDirectory);
}

/**
 * Remembers, where it can: false where it could not be written. Whoever only takes entries out of another version's index
 * keeps its `rules`, or its verdicts would count as this version's.
 */
export function writeSeen(store: Store, buildDirectory: AbsolutePath, seen: SeenIndex, rules = RULES): boolean {
  if (store.unwritable !== undefined) return false;
  const file: IndexFile = { format: 1, rules, buildDirectory, units: Object.fromEntries(seen) };
  return attempt(() => writeAtomically(indexPath(store, buildDirectory), JSON.stringify(file), { mode: 0o600 })).ok;
}

/**
 * Lets the units be saved again that go by these keys. Before they are dropped, never after: whoever is killed in between
 * would leave units that are gone and count as saved until they are built again.
 */
export function forgetSaved(store: Store, isGoing: (key: UnitKey) => boolean): void {
  const { known, unreadable } = readTargets(store);
  // What cannot be read now, for want of a descriptor, may be read the next time, and call them saved.
  for (const path of unreadable) attempt(() => unlinkIfPresent(path));
  for (const { buildDirectory, seen, rules } of known) {
    const going = [...seen].filter(([, { result }]) => 'saved' in result && isGoing(result.saved));
    for (const [slot] of going) seen.delete(slot);
    if (going.length === 0 || writeSeen(store, buildDirectory, seen, rules)) continue;
    // On a full disk: the index as it was would go on calling them saved, and one that is not there is only forgotten.
    attempt(() => unlinkIfPresent(indexPath(store, buildDirectory)));
  }
}

/** Whether all that is remembered of a build directory was judged when people said just this of their crates. */
export function isDeclared(store: Store, buildDirectory: AbsolutePath, digest: string): boolean {
  const text = attempt(() => readText(declaredPath(store, buildDirectory)));
  return text.ok && text.value === digest;
}

/** Remembers that; after everything was judged. */
export function rememberDeclared(store: Store, buildDirectory: AbsolutePath, digest: string): void {
  if (store.unwritable === undefined && !isDeclared(store, buildDirectory, digest)) attempt(() => writeAtomically(declaredPath(store, buildDirectory), digest, { mode: 0o600 }));
}

function declaredPath(store: Store, buildDirectory: AbsolutePath): string {
  return join(storePaths.targets(store.root), `${targetName(buildDirectory)}.declared`);
}

/** Lets the units of a build directory be judged again that were refused there: more is known of it now. */
export function forgetRefused(store: Store, buildDirectory: AbsolutePath): void {
  const seen = readSeen(store, buildDirectory);
  const saved = new Map([...seen].filter(([, { result }]) => 'saved' in result));
  if (saved.size < seen.size) writeSeen(store, buildDirectory, saved);
}

/**
 * Keeps others of this tool from looking through a build directory at the same time: whoever waits finds it done.
 * Cargo does not see this lock and is not kept waiting by it.
 */
export async function lockTarget(
  store: Store,
  buildDirectory: AbsolutePath,
  wait: { readonly timeoutMs: number; readonly signal?: Stopping | undefined },
): Promise<Result<HeldLock, 'busy'>> {
  if (store.unwritable !== undefined) return ok({ release: () => undefined });
  return acquireFlock({ path: `${indexPath(store, buildDirectory)}.lock`, mode: 'exclusive', ...wait });
}

/** Whether the unit is the one that was seen. */
export function isSeen(seen: SeenUnit, fingerprintFile: { readonly ino: bigint; readonly mtimeNs: bigint }): boolean {
  return seen.ino === String(fingerprintFile.ino) && seen.mtimeNs === String(fingerprintFile.mtimeNs);
}

function indexPath(store: Store, buildDirectory: AbsolutePath): string {
  return join(storePaths.targets(store.root), `${targetName(buildDirectory)}.json`);
}

/** The name of the file in which `listings.ts` remembers which units a build directory held. */
export function listingName(buildDirectory: AbsolutePath): string {
  return `${targetName(buildDirectory)}.listing.json`;
}

/** What the files about a build directory are named for. */
function targetName(buildDirectory: AbsolutePath): string {
  return createHash('sha256').update(buildDirectory).digest('hex').slice(0, 16);
}

/** What an index says, of whatever rules; undefined where it is damaged. */
export function indexIn(text: string): IndexFile | undefined {
  try {
    const value = JSON.parse(text) as Partial<IndexFile> | null;
    const whole = value?.format === 1 && Number.isSafeInteger(value.rules) && typeof value.buildDirectory === 'string' && typeof value.units === 'object' && value.units !== null;
    return whole && Object.values(value.units).every(isSeenUnit) ? (value as IndexFile) : undefined;
  } catch {
    return undefined;
  }
}

function isSeenUnit(unit: Partial<SeenUnit> | null): boolean {
  return typeof unit?.ino === 'string' && typeof unit.mtimeNs === 'string' && typeof unit.result === 'object' && unit.result !== null;
}

/** Forgets what is known of a build directory that was made for a while. */
export function forgetTarget(store: Store, buildDirectory: AbsolutePath): void {
  const path = indexPath(store, buildDirectory);
  for (const file of [path, `${path}.lock`, declaredPath(store, buildDirectory), join(storePaths.targets(store.root), listingName(buildDirectory))]) attempt(() => unlinkIfPresent(file));
}
