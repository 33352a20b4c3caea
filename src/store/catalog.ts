import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { attempt } from '../system/attempt.ts';
import type { Failure } from '../system/failure.ts';
import { lstat, readDirectory, readText } from '../system/fs.ts';
import { appendOnce, makeDirectoriesBelow } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { writeAtomically } from '../system/write.ts';
import type { Slot, UnitKey } from '../units/model.ts';
import { unwritable } from './failures.ts';
import type { Store } from './open.ts';
import { storePaths } from './paths.ts';
import type { Staging } from './stage.ts';

/** One unit variant that was saved for a workspace of a repository. */
export interface CatalogEntry {
  readonly key: UnitKey;
  readonly slot: Slot;
  /** Cargo's stored hash text, so that most variants can be ruled out without reading a manifest. */
  readonly fingerprint: string;
  /** Decimal nanoseconds. */
  readonly savedNs: string;
}

/** Names a catalog. Any text that is the same in all worktrees: it is hashed into a file name. */
export interface CatalogId {
  /** For example the clone's git directory. */
  readonly repository: string;
  /** The workspace's place in the worktree; `''` for its root. */
  readonly workspace: string;
}

/** Adds entries in one write. A line is never changed: the last one of a key and slot counts. */
export function appendCatalog(
  staging: Staging,
  id: CatalogId,
  entries: readonly CatalogEntry[],
): Result<void, Failure> {
  if (entries.length === 0) return ok(undefined);
  const { root } = staging.store;
  const appended = attempt(() => {
    const directory = join(storePaths.catalogs(root), digest(id.repository));
    makeDirectoriesBelow(root, directory);
    nameRepository(directory, id.repository);
    appendOnce(catalogPath(staging.store, id), entries.map(lineOf).join(''));
  });
  return appended.ok ? appended : err(unwritable(root, appended.error));
}

/** The entries in the order of saving; lines that were cut or garbled are left out. */
export function readCatalog(store: Store, id: CatalogId): CatalogEntry[] {
  return entriesIn(readText(catalogPath(store, id)) ?? '');
}

/** The catalogs of one repository. */
export interface RepositoryCatalogs {
  readonly directory: string;
  /** As in {@link CatalogId}; undefined where the record of it was lost. The next save writes it anew. */
  readonly repository: string | undefined;
  readonly catalogs: readonly string[];
}

/** All catalogs, for `gc`. */
export function listCatalogs(store: Store): RepositoryCatalogs[] {
  const root = storePaths.catalogs(store.root);
  return readDirectory(root).flatMap((entry) => {
    const directory = join(root, entry.name);
    const names = readDirectory(directory).map(({ name }) => name);
    const catalogs = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(directory, name));
    return entry.isDirectory() ? [{ directory, repository: repositoryOf(directory), catalogs }] : [];
  });
}

/** The keys that a catalog names. */
export function keysIn(catalog: string): UnitKey[] {
  return entriesIn(readText(catalog) ?? '').map(({ key }) => key);
}

/** Rewrites a catalog without the entries that `keep` refuses and without repetitions. Only under the exclusive lock. */
export function compactCatalog(path: string, keep: (entry: CatalogEntry) => boolean): void {
  const last = new Map<string, CatalogEntry>();
  for (const entry of entriesIn(readText(path) ?? '')) {
    const name = `${entry.key} ${entry.slot}`;
    last.delete(name);
    if (keep(entry)) last.set(name, entry);
  }
  writeAtomically(path, [...last.values()].map(lineOf).join(''), { mode: 0o600 });
}

function catalogPath(store: Store, id: CatalogId): string {
  return join(storePaths.catalogs(store.root), digest(id.repository), `${digest(id.workspace)}.jsonl`);
}

const REPOSITORY_NAME = 'repository.json';

/** A digest cannot be read backwards, and `gc` must know whether the clone is still there. */
function nameRepository(directory: string, repository: string): void {
  const path = join(directory, REPOSITORY_NAME);
  if (lstat(path) === undefined) writeAtomically(path, `${JSON.stringify({ repository })}\n`, { mode: 0o600 });
}

function repositoryOf(directory: string): string | undefined {
  try {
    const value = JSON.parse(readText(join(directory, REPOSITORY_NAME)) ?? '') as { repository?: unknown } | null;
    const named = value?.repository;
    return typeof named === 'string' && digest(named) === basename(directory) ? named : undefined;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The line break comes first: after a line that was cut by a crash or a full disk the next one starts afresh. */
export function lineOf({ key, slot, fingerprint, savedNs }: CatalogEntry): string {
  return `\n${JSON.stringify({ key, slot, fingerprint, savedNs })}`;
}

/** The entries in a catalog's text, in its order; lines that were cut or garbled are left out. */
export function entriesIn(text: string): CatalogEntry[] {
  const entries: CatalogEntry[] = [];
  for (const line of text.split('\n')) {
    const entry = line === '' ? undefined : parseEntry(line);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function parseEntry(line: string): CatalogEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<CatalogEntry> | null;
    const whole =
      typeof value?.key === 'string' &&
      value.key.length === 64 &&
      typeof value.slot === 'string' &&
      typeof value.fingerprint === 'string' &&
      typeof value.savedNs === 'string';
    return whole ? (value as CatalogEntry) : undefined;
  } catch {
    return undefined;
  }
}
