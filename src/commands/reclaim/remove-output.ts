import { attempt, type IoProblem } from '../../system/attempt.ts';
import { removeEmptyDirectory } from '../../system/empty-directory.ts';
import { lstat, readDirectory } from '../../system/fs.ts';
import { walk } from '../../system/walk.ts';
import { removeTree } from '../../system/write.ts';
import { MARKS, ORPHAN_MARK } from './cargo-contents.ts';

/**
 * Deletes build output, relative to `root`, in an order that may be cut short anywhere.
 *
 * Cargo's records of units go first, so that it finds the units not built: the other way round, a build script's run
 * would count as fresh without its OUT_DIR, and what includes a file from there would not compile (tried with cargo
 * 1.95). What tells that a directory is cargo's goes last, so that the next run knows what is left.
 */
export function removeOutput(root: string, paths: readonly string[]): { removed: number; problems: IoProblem[] } {
  const problems: IoProblem[] = [];
  const absolute = paths.map((path) => (path === '' ? root : `${root}/${path}`));
  // What keeps its record stays whole.
  const bare = absolute.filter((path) => {
    const hidden = attempt(() => recordsIn(path).forEach(removeTree));
    if (!hidden.ok) problems.push(hidden.error);
    return hidden.ok;
  });
  let removed = 0;
  for (const path of marksLast(bare)) {
    const done = attempt(() => removeMarksLast(path, HEIGHT));
    if (done.ok) removed += 1;
    else problems.push(done.error);
  }
  return { removed, problems };
}

/** Fingerprints at or below a path, in either layout. OUT_DIRs and incremental state are not looked through. */
export function recordsIn(path: string): string[] {
  if (path.includes('/.fingerprint/')) return [path];
  const records: string[] = [];
  walk(path, ({ path: at, relative, stat }) => {
    if (stat.kind !== 'directory') return;
    const name = nameOf(at);
    // The directory itself is a mark.
    if (name === '.fingerprint') records.push(...readDirectory(at).map((entry) => `${at}/${entry.name}`));
    else if (name === 'fingerprint') records.push(at);
    else if (relative === '' || !CONTENTS.has(name)) return;
    return 'skip';
  });
  return records;
}

const CONTENTS = new Set(['deps', 'examples', 'incremental', 'out', 'doc']);
/** Marks stand in a target directory, a triple's in it, and a profile directory in that. */
const HEIGHT = 3;

function removeMarksLast(path: string, height: number): void {
  if (height === 0 || lstat(path)?.kind !== 'directory') {
    removeTree(path);
    return;
  }
  const children = readDirectory(path).map(({ name }) => `${path}/${name}`);
  for (const child of marksLast(children)) removeMarksLast(child, MARKS.has(nameOf(child)) ? 0 : height - 1);
  removeEmptyDirectory(path);
}

/** Directories first, then files (the final artifacts' `.d` tell what they were built from), then marks, ours last. */
function marksLast(paths: readonly string[]): string[] {
  const rank = (path: string): number => {
    const name = nameOf(path);
    if (MARKS.has(name)) return name === ORPHAN_MARK ? 3 : 2;
    return lstat(path)?.kind === 'directory' ? 0 : 1;
  };
  return paths.map((path) => ({ path, rank: rank(path) })).sort((a, b) => a.rank - b.rank).map(({ path }) => path);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
