import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec, type Exit } from '../../test/rig/process.ts';
import { openBase, type Base } from '../peers/base.ts';

/**
 * A home, caches, a store and a clone as a fresh container of the same image has them; toolchain and downloads are the
 * image's. `repository` is what both sides call the project.
 */
export async function openMachine(o: { readonly name: string; readonly source: string; readonly common: string; readonly repository: string }): Promise<Base> {
  const base = await openBase({ name: o.name, source: o.source, common: o.common, programs: '' });
  await exec('git', ['config', 'share.repository', o.repository], { cwd: base.main, env: base.env });
  return base;
}

/** Runs `cargo share` in a machine's clone. */
export function share(base: Base, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Exit> {
  return exec(process.execPath, [MAIN_SCRIPT, ...args], { cwd: base.main, env: { ...base.env, ...more } });
}

/** Crates that cargo said it compiles. */
export function compiledIn({ stderr }: Exit): number {
  return stderr.split('\n').filter((line) => line.trimStart().startsWith('Compiling ')).length;
}

/** Files below a directory, whole paths. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

export function bytesBelow(directory: string): number {
  return filesBelow(directory).reduce((sum, path) => sum + statSync(path).size, 0);
}
