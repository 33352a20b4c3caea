import { createHash } from 'node:crypto';
import { lstat, type FileStat } from '../../system/fs.ts';
import { readAt, withOpenFile } from '../../system/read-at.ts';

/** Gives a file's SHA-256, read once while its identity stays; undefined where it is gone or changes meanwhile. */
export type DigestOf = (path: string, stat: FileStat) => string | undefined;

/** What changes with every change of a file; its change time cannot be set back. */
function identityOf(stat: FileStat): string {
  return `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

const CHUNK = 1024 * 1024;

export function createDigests(): DigestOf {
  const known = new Map<string, string>();
  return (path, stat) => {
    const id = identityOf(stat);
    const before = known.get(id);
    if (before !== undefined) return before;
    const digest = withOpenFile(path, digestOfDescriptor);
    const after = lstat(path);
    if (digest === undefined || after === undefined || identityOf(after) !== id) return undefined;
    known.set(id, digest);
    return digest;
  };
}

function digestOfDescriptor(fd: number, size: number): string {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK, size)));
  for (let position = 0; position < size; position += buffer.length) digest.update(readAt(fd, buffer, position));
  return digest.digest('hex');
}
