import { attempt, type IoProblem } from '../system/attempt.ts';
import { walk } from '../system/walk.ts';
import { removeTree } from '../system/write.ts';

/**
 * Deletes build output, and cargo's records of it first: wherever a crash cuts this short, cargo finds the units not
 * built. The other way round, a build script's run would count as fresh without its OUT_DIR, and what includes a file
 * from there would not compile (tried with cargo 1.95).
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
  for (const path of bare) {
    const done = attempt(() => removeTree(path));
    if (done.ok) removed += 1;
    else problems.push(done.error);
  }
  return { removed, problems };
}

/** Fingerprints at or below a path, in either layout. OUT_DIRs and incremental state are not looked through. */
function recordsIn(path: string): string[] {
  if (path.includes('/.fingerprint/')) return [path];
  const records: string[] = [];
  walk(path, ({ path: at, relative, stat }) => {
    if (stat.kind !== 'directory') return;
    const name = at.slice(at.lastIndexOf('/') + 1);
    if (name === '.fingerprint' || name === 'fingerprint') records.push(at);
    else if (relative === '' || !CONTENTS.has(name)) return;
    return 'skip';
  });
  return records;
}

const CONTENTS = new Set(['deps', 'examples', 'incremental', 'out', 'doc']);
