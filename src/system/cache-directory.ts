import { isAbsolute, join } from 'node:path';
import { PLATFORM } from './platform.ts';

/**
 * The user's directory for caches. XDG base directory specification: a relative XDG_CACHE_HOME is invalid and ignored.
 * On macOS `~/Library/Caches`, which Time Machine leaves out; Spotlight and backups read `~/.cache`.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>, home: string, platform = PLATFORM): string {
  const xdg = environment['XDG_CACHE_HOME'];
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, platform.caches);
}
