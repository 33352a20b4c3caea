import { isAbsolute, join } from 'node:path';

/** The user's directory for caches. XDG base directory specification: a relative XDG_CACHE_HOME is invalid and ignored. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  const xdg = environment['XDG_CACHE_HOME'];
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache');
}
