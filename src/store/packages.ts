import { join } from 'node:path';
import { hash } from 'node:crypto';
import { attempt } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';
import { readDirectory, readText } from '../system/fs.ts';
import { appendOnce, makeDirectoriesBelow } from '../system/move.ts';
import { err, type Result } from '../system/result.ts';
import { unlinkIfPresent, writeAtomically } from '../system/write.ts';
import type { Manifest, PackageSource, UnitKey } from '../units/model.ts';
import { appendCatalog, entriesIn, type CatalogEntry, type CatalogId } from './catalog.ts';
import { unwritable } from './failures.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import type { Staging } from './stage.ts';

/** What a catalog's line says, with the package that the unit belongs to. */
export interface PackageEntry extends CatalogEntry {
  readonly source: PackageSource;
}

/** The line of a stored unit. */
export function packageEntry({ key, slot, fingerprint, source, provenance }: Manifest): PackageEntry {
  return { key, slot, fingerprint, savedNs: provenance.savedNs, source };
}

/** An entry of a package's file, with the clone that has built the unit. */
export interface OfferedEntry extends PackageEntry {
  /** As {@link cloneName} gives it. */
  readonly clone: string;
}

/** The name by which a package's file knows a clone. */
export function cloneName(repository: string): string {
  return hash('sha256', repository, 'hex').slice(0, 16);
}

/**
 * Adds units to a catalog, and those of a workspace's own build directory to the files by which other clones find them:
 * what an editor builds beside it is for itself.
 */
export function offerUnits(staging: Staging, id: CatalogId, entries: readonly PackageEntry[]): Result<void, Failure> {
  const appended = appendCatalog(staging, id, entries);
  if (!appended.ok || id.workspace.includes('//')) return appended;
  const offered = attempt(() => appendPackages(staging.store, id.repository, entries));
  return offered.ok ? offered : err(unwritable(staging.store.root, offered.error));
}

/** One file for each package's name, so that another clone finds what its lock file names without reading all catalogs. */
function appendPackages(store: Store, repository: string, entries: readonly PackageEntry[]): void {
  const clone = cloneName(repository);
  const texts = new Map<string, string>();
  for (const { key, slot, fingerprint, savedNs, source } of entries) {
    const line = `\n${JSON.stringify({ key, slot, fingerprint, savedNs, source, clone })}`;
    texts.set(source.name, (texts.get(source.name) ?? '') + line);
  }
  for (const [name, text] of texts) {
    const path = packagePath(store, name);
    makeDirectoriesBelow(store.root, join(path, '..'));
    appendOnce(path, text);
  }
}

/** What is stored of a package, of whatever version and by whatever clone, in the order of saving. */
export function readPackage(store: Store, name: string): OfferedEntry[] {
  const text = attempt(() => readText(packagePath(store, name)));
  return text.ok ? entriesIn(text.value ?? '').filter((entry) => isOffered(entry, name)) : [];
}

/** All keys that packages' files name, for `gc`. */
export function* packageKeys(store: Store): Generator<UnitKey> {
  for (const path of packageFiles(store)) for (const { key } of entriesIn(readText(path) ?? '')) yield key;
}

/** Takes entries out of the packages' files, and repetitions. Only under the exclusive lock. */
export function compactPackages(store: Store, dropped: ReadonlySet<UnitKey>): void {
  for (const path of packageFiles(store)) {
    const entries = entriesIn(readText(path) ?? '');
    if (!entries.some(({ key }) => dropped.has(key))) continue;
    const kept = new Set(entries.filter(({ key }) => !dropped.has(key)).map((entry) => `\n${JSON.stringify(entry)}`));
    // What cannot be written names units that are gone, which readers pass over.
    attempt(() => (kept.size === 0 ? unlinkIfPresent(path) : writeAtomically(path, [...kept].join(''), { mode: 0o600 })));
  }
}

function isOffered(entry: CatalogEntry & Partial<OfferedEntry>, name: string): entry is OfferedEntry {
  return typeof entry.clone === 'string' && typeof entry.source === 'object' && entry.source?.name === name;
}

function packageFiles(store: Store): string[] {
  const root = storePaths.packages(store.root);
  return readDirectory(root).flatMap(({ name }) => readDirectory(join(root, name)).map((file) => join(root, name, file.name)).filter((path) => path.endsWith('.jsonl')));
}

function packagePath(store: Store, name: string): string {
  const digest = hash('sha256', name, 'hex').slice(0, 16);
  return join(storePaths.packages(store.root), digest.slice(0, 2), `${digest}.jsonl`);
}
