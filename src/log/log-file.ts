import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { attempt } from '../system/attempt.ts';
import { lstat } from '../system/fs.ts';
import { appendOnce, makeDirectories, rename } from '../system/move.ts';

/** The log never holds more than twice this. */
const MOST_BYTES = 1 << 20;

/** `$XDG_STATE_HOME/cargo-share/log.jsonl`, else below `~/.local/state` (XDG base directory specification). */
export function logPath(env: NodeJS.ProcessEnv): string {
  const state = env['XDG_STATE_HOME'];
  const base = state !== undefined && isAbsolute(state) ? state : join(env['HOME'] ?? homedir(), '.local/state');
  return join(base, 'cargo-share', 'log.jsonl');
}

/** The log before the last turn of the file. */
export function olderLogPath(env: NodeJS.ProcessEnv): string {
  return logPath(env).replace(/\.jsonl$/, '.1.jsonl');
}

/**
 * Appends lines in one write. A file that has grown too large becomes the older one first; two processes that do so
 * at once lose old lines at most. A log that cannot be written is none.
 */
export function appendLog(env: NodeJS.ProcessEnv, text: string): void {
  const path = logPath(env);
  attempt(() => {
    makeDirectories(join(path, '..'), 0o700);
    const stat = lstat(path);
    if (stat !== undefined && stat.size > MOST_BYTES) rename(path, olderLogPath(env));
    // Never through a link or into a pipe that somebody put there.
    if (stat === undefined || stat.kind === 'file') appendOnce(path, text);
  });
}
