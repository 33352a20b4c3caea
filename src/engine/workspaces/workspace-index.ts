import { join } from 'node:path';
import { hash } from 'node:crypto';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readText } from '../../system/fs.ts';
import { makeDirectoriesBelow } from '../../system/move.ts';
import { writeAtomically } from '../../system/write.ts';
import type { CatalogId } from '../../store/catalog.ts';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';

/** A build directory that has been saved from, named alike in every worktree of the clone. */
export interface SavedWorkspace {
  /** Relative to the worktree; `''` at its root. */
  readonly workspace: string;
  /** A build directory nested in the workspace's own, such as `rust-analyzer`; `/x` for one in the workspace's root; `''` for itself. */
  readonly subdirectory: string;
}

export function catalogOf(repository: AbsolutePath, { workspace, subdirectory }: SavedWorkspace): CatalogId {
  return { repository, workspace: subdirectory === '' ? workspace : `${workspace}//${subdirectory}` };
}

/** The build directories of a clone that have been saved from: a fresh worktree shows none of them. Never fails. */
export function readSavedWorkspaces(store: Store, repository: AbsolutePath): SavedWorkspace[] {
  const text = attempt(() => readText(indexPath(store, repository)));
  return text.ok && text.value !== undefined ? savedWorkspacesIn(text.value) : [];
}

/** The list in the text of its file; empty where that is damaged. */
export function savedWorkspacesIn(text: string): SavedWorkspace[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isSavedWorkspace) : [];
  } catch {
    return [];
  }
}

/** Adds to the list; what cannot be written is found again by the next save. */
export function rememberWorkspaces(store: Store, repository: AbsolutePath, found: readonly SavedWorkspace[]): void {
  const known = readSavedWorkspaces(store, repository);
  const all = new Map([...known, ...found].map((w) => [`${w.workspace}//${w.subdirectory}`, w]));
  if (all.size === known.length || store.unwritable !== undefined) return;
  const path = indexPath(store, repository);
  attempt(() => {
    makeDirectoriesBelow(store.root, join(path, '..'), 0o700);
    writeAtomically(path, JSON.stringify([...all.values()]), { mode: 0o600 });
  });
}

function indexPath(store: Store, repository: AbsolutePath): string {
  const name = hash('sha256', repository, 'hex').slice(0, 16);
  return join(storePaths.targets(store.root), `workspaces-${name}.json`);
}

function isSavedWorkspace(value: unknown): value is SavedWorkspace {
  const w = value as Partial<SavedWorkspace> | null;
  // Both become parts of paths below a worktree.
  return typeof w === 'object' && [w?.workspace, w?.subdirectory?.replace(/^\//, '')].every((part) => typeof part === 'string' && isInside(part));
}

function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}
