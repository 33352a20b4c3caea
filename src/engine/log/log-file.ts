import { dirname, join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import { lstat } from '../../system/fs.ts';
import { homeDirectory, xdgDirectory } from '../../system/home-directory.ts';
import { appendOnce, makeDirectoriesBelow, rename } from '../../system/move.ts';

/** The log never holds more than twice this. */
const MOST_BYTES = 1 << 20;

/** `$XDG_STATE_HOME/cargo-share/log.jsonl`, else below `~/.local/state` (XDG base directory specification). */
export function logPath(env: NodeJS.ProcessEnv): string {
  return placeOf(env).path;
}

/** `above` must be there: a directory that is being deleted must not come back by a log. */
function placeOf(env: NodeJS.ProcessEnv): { readonly path: string; readonly above: string } {
  const state = xdgDirectory(env, 'XDG_STATE_HOME');
  const home = homeDirectory(env);
  const place = state !== undefined ? { base: join(state), above: dirname(join(state)) } : { base: join(home, '.local/state'), above: join(home) };
  return { path: join(place.base, 'cargo-share', 'log.jsonl'), above: place.above };
}

/** The log before the last turn of the file. */
export function olderLogPath(env: NodeJS.ProcessEnv): string {
  return logPath(env).replace(/\.jsonl$/, '.1.jsonl');
}

/**
 * Appends lines in one write. A file that has grown too large becomes the older one first; two processes that do so
 * at once lose old lines at most. A log that cannot be written is none. `mayMake`: whether its directory is made where there
 * is none.
 */
export function appendLog(env: NodeJS.ProcessEnv, text: string, mayMake: boolean): void {
  const { path, above } = placeOf(env);
  attempt(() => {
    if (mayMake) makeDirectoriesBelow(above, dirname(path), 0o700);
    const stat = lstat(path);
    if (stat !== undefined && stat.size > MOST_BYTES) rename(path, olderLogPath(env));
    // Never through a link or into a pipe that somebody put there.
    if (stat === undefined || stat.kind === 'file') appendOnce(path, text);
  });
}
