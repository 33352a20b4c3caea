import { join } from 'node:path';
import { xdgDirectory } from './home-directory.ts';
import { PLATFORM } from './platform.ts';

/**
 * The user's directory for caches. XDG base directory specification: a relative XDG_CACHE_HOME is invalid and ignored.
 * On macOS `~/Library/Caches`, which Time Machine leaves out; Spotlight and backups read `~/.cache`.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>, home: string, platform = PLATFORM): string {
  return xdgDirectory(environment, 'XDG_CACHE_HOME') ?? join(home, platform.caches);
}
