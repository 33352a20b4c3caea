import type { Failure } from '../../system/failure.ts';
import { attempt } from '../../system/attempt.ts';
import { errorCode, lstat, readBytes, realpath } from '../../system/fs.ts';
import { hardLink, rename } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unlinkIfPresent, writeNew } from '../../system/write.ts';

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
  const locked = attempt(() => takeLock(`${file}.cargo-share`, { lock, bytes, mode }));
  if (!locked.ok || !locked.value) {
    const busy = locked.ok;
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

/**
 * Puts the lock file there with all its bytes in one step; false where another process holds it. One with these very
 * bytes was left by a run of ours that was killed before the next step: it is taken over.
 */
function takeLock(aside: string, o: { readonly lock: string; readonly bytes: Uint8Array; readonly mode: number | undefined }): boolean {
  unlinkIfPresent(aside);
  writeNew(aside, o.bytes, o.mode === undefined ? {} : { mode: o.mode });
  try {
    hardLink(aside, o.lock);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return readBytes(o.lock)?.equals(o.bytes) === true;
    // A file system without hard links.
    return attempt(() => writeNew(o.lock, o.bytes, o.mode === undefined ? {} : { mode: o.mode })).ok;
  } finally {
    unlinkIfPresent(aside);
  }
}
