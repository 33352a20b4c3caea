import { lstat, type FileStat } from '../../../system/fs.ts';
import { sha256OfFile } from '../../../system/hash-file.ts';

/** Gives a file's SHA-256, read once while its identity stays; undefined where it is gone or changes meanwhile. */
export type DigestOf = (path: string, stat: FileStat) => string | undefined;

/** What changes with every change of a file; its change time cannot be set back. */
function identityOf(stat: FileStat): string {
  return `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

export function createDigests(): DigestOf {
  const known = new Map<string, string>();
  return (path, stat) => {
    const id = identityOf(stat);
    const before = known.get(id);
    if (before !== undefined) return before;
    const digest = sha256OfFile(path);
    const after = lstat(path);
    if (digest === undefined || after === undefined || identityOf(after) !== id) return undefined;
    known.set(id, digest);
    return digest;
  };
}
