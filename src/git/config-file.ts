import type { Failure } from '../system/failure.ts';
import { attempt } from '../system/attempt.ts';
import { lstat, readBytes, realpath } from '../system/fs.ts';
import { rename } from '../system/move.ts';
import { err, ok, type Result } from '../system/result.ts';
import { unlinkIfPresent, writeNew } from '../system/write.ts';

/**
 * Replaces a git config file whole, provided that it still holds `expected`. Keeps to git's own protocol
 * (lockfile.c): the new bytes are written to `<file>.lock`, which must not exist, and renamed over it.
 * False when another process changed the file meanwhile; nothing is written then.
 */
export function replaceConfigFile(
  path: string,
  expected: Uint8Array,
  bytes: Uint8Array,
): Result<boolean, Failure> {
  // Git follows a link too.
  const file = realpath(path) ?? path;
  const lock = `${file}.lock`;
  const mode = lstat(file)?.mode;
  const locked = attempt(() => writeNew(lock, bytes, mode === undefined ? {} : { mode }));
  if (!locked.ok) {
    const busy = locked.error.code === 'EEXIST';
    return err({
      code: 'io',
      message: busy ? 'Another git process is changing the configuration.' : `The configuration cannot be written (${locked.error.code}).`,
      path: lock,
      ...(busy ? { hint: 'Try again; if no git is running, a crashed one left this file: remove it.' } : {}),
    });
  }
  const replaced = attempt(() => {
    const unchanged = readBytes(file)?.equals(expected) === true;
    if (unchanged) rename(lock, file);
    else unlinkIfPresent(lock);
    return unchanged;
  });
  if (replaced.ok) return ok(replaced.value);
  unlinkIfPresent(lock);
  return err({ code: 'io', message: `The configuration cannot be written (${replaced.error.code}).`, path: file });
}
