import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { attempt } from './attempt.ts';
import { stat } from './fs.ts';

/**
 * The file that a program's name stands for, as execvp(3) finds it: with a slash a path (relative to `cwd`), else the
 * first executable file of that name in PATH.
 */
export function findProgram(name: string, o: { readonly cwd: string; readonly path: string | undefined }): string | undefined {
  if (name.includes('/')) return isExecutable(resolve(o.cwd, name)) ? resolve(o.cwd, name) : undefined;
  const directories = (o.path ?? '').split(':').map((directory) => resolve(o.cwd, directory));
  return directories.map((directory) => `${directory}/${name}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  return stat(path)?.kind === 'file' && attempt(() => accessSync(path, constants.X_OK)).ok;
}
