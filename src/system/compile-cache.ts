import { lstatSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { isAbsolute, join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { foreignReason } from './foreign.ts';

/**
 * Keeps V8's compiled code of the hooks' one file in the user's cache: a twelfth of what a hook takes with nothing to do.
 * Node has this from 22.1 on; it compares the code, puts a newer program's in the place of an older one's, and leaves
 * out what it cannot write. NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE stand above this. The other commands are
 * run seldom.
 */
export function keepCompiled(env: NodeJS.ProcessEnv): void {
  const { enableCompileCache } = module as { enableCompileCache?: (directory: string) => unknown };
  const directory = compiledDirectory(env);
  if (enableCompileCache !== undefined && directory !== undefined && isOurs(directory)) enableCompileCache(directory);
}

/**
 * What stands there is run: made so that nobody else can write in it, and left alone where somebody can. Node's own
 * functions, for each module of ours that is loaded here is one more file that a hook reads.
 */
export function isOurs(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const found = lstatSync(directory);
    return found.isDirectory() && foreignReason(found) === undefined;
  } catch {
    return false;
  }
}

/** Never in a directory for temporary files, which is Node's default: others of the machine write there, and it is run. */
export function compiledDirectory(env: NodeJS.ProcessEnv): string | undefined {
  const cache = cacheDirectory(env, env['HOME'] ?? '');
  return isAbsolute(cache) ? join(cache, 'cargo-share', 'node') : undefined;
}
