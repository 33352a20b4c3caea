import { attempt, type IoProblem } from '../system/attempt.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Failure } from '../system/failure.ts';
import { foreignReason } from '../system/foreign.ts';
import { readText, stat } from '../system/fs.ts';
import { checkWritable, makeDirectories, makeDirectoriesBelow } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { removeTree, writeAtomically } from '../system/write.ts';
import { unwritable } from './failures.ts';
import { STORE_FORMAT, storePaths } from './paths.ts';

/** A store that may be read; `unwritable` says why it cannot be added to, where it cannot. */
export interface Store {
  /** The directory that holds STORE. */
  readonly root: AbsolutePath;
  /** The device of {@link root} now; every blob must be on it. */
  readonly dev: bigint;
  readonly unwritable: Failure | undefined;
}

const MARKER = `${JSON.stringify({ format: STORE_FORMAT })}\n`;

/**
 * Opens the store, made with mode 0700 when absent. Refused where somebody else could plant files in it,
 * because what it holds is run as programs. One that only cannot be written is opened for reading.
 */
export function openStore(root: AbsolutePath): Result<Store, Failure> {
  const made = stat(root) === undefined ? attempt(() => makeDirectories(root, 0o700)) : ok(undefined);
  if (!made.ok) return err(unwritable(root, made.error));
  return openWith(root, prepare);
}

function openWith(root: AbsolutePath, makeReady: (root: AbsolutePath) => Result<void, IoProblem>): Result<Store, Failure> {
  const found = stat(root);
  if (found === undefined) return err(notAStore(root, 'vanished'));
  if (found.kind !== 'directory') return err(notAStore(root, 'is not a directory'));
  const foreign = foreignReason(found);
  if (foreign !== undefined) return err(foreignStore(root, foreign));
  const prepared = makeReady(root);
  const marker = readText(storePaths.marker(root));
  if (marker !== undefined && !isMarker(marker)) return err(notAStore(root, 'has an unknown STORE file'));
  return ok({ root, dev: found.dev, unwritable: prepared.ok ? undefined : unwritable(root, prepared.error) });
}

/** Opens the store only when it exists: for commands that just look. */
export function openExistingStore(root: AbsolutePath): Result<Store, Failure> | undefined {
  return stat(root) === undefined ? undefined : openStore(root);
}

/**
 * Opens the store where all of it is there: for work that nobody waits for. One with a part missing is being deleted, and
 * must not be made whole meanwhile: nothing is made.
 */
export function openWholeStore(root: AbsolutePath): Result<Store, Failure> | undefined {
  return PARTS.every((part) => stat(part(root)) !== undefined) ? openWith(root, () => attempt(() => checkWritable(root))) : undefined;
}

const DIRECTORIES = [storePaths.temporary, storePaths.units, storePaths.catalogs, storePaths.targets] as const;
const PARTS = [storePaths.marker, ...DIRECTORIES] as const;

/** Makes what is missing; a crash between two steps is mended by the next opening. */
function prepare(root: AbsolutePath): Result<void, IoProblem> {
  return attempt(() => {
    checkWritable(root);
    // Even where the marker stands: the store may have been removed while another process made it, or in part by hand.
    // What it remembers of build directories then speaks of units that are gone, and would keep them from being saved.
    if (stat(storePaths.units(root)) === undefined) removeTree(storePaths.targets(root));
    for (const directory of DIRECTORIES) {
      if (stat(directory(root)) === undefined) makeDirectoriesBelow(root, directory(root), 0o700);
    }
    if (stat(storePaths.marker(root)) === undefined) writeAtomically(storePaths.marker(root), MARKER, { mode: 0o600 });
  });
}

function isMarker(text: string): boolean {
  return text === MARKER;
}

function foreignStore(root: string, why: string): Failure {
  return {
    code: 'store-foreign',
    message: `The store ${why}: programs from it could be anyone's.`,
    path: root,
    hint: 'Run `chmod go-w` on it if it is yours, or name another directory with `--store`.',
  };
}

function notAStore(root: string, why: string): Failure {
  return {
    code: 'store-damaged',
    message: `The store ${why}.`,
    path: root,
    hint: 'Delete it (it only holds copies of build output), or name another directory with `--store`.',
  };
}
