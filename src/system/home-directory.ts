import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { attempt } from './attempt.ts';

/**
 * The user's home directory. An empty `HOME` (cron, service managers) or a relative one would put what is kept there
 * into the directory that a command runs in: then what the system knows of the user counts, and the root where it knows
 * nobody, as containers do.
 */
export function homeDirectory(env: NodeJS.ProcessEnv): string {
  const home = env['HOME'];
  if (home !== undefined && isAbsolute(home)) return home;
  const known = attempt(() => userInfo().homedir);
  return known.ok && isAbsolute(known.value) ? known.value : '/';
}

/** A directory that XDG's variables name: a relative one is invalid and ignored, as its specification says. */
export function xdgDirectory(env: Readonly<Record<string, string | undefined>>, name: 'XDG_CACHE_HOME' | 'XDG_CONFIG_HOME' | 'XDG_STATE_HOME'): string | undefined {
  const set = env[name];
  return set !== undefined && isAbsolute(set) ? set : undefined;
}
