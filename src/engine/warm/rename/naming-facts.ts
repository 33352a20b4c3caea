import { posix } from 'node:path';
import { configFilePaths, isConfigTable, readConfigFiles, type ConfigTable } from '../../../formats/cargo/config-files.ts';
import { readCompiler } from '../../../store/compilers.ts';
import type { Store } from '../../../store/open.ts';
import { readText } from '../../../system/fs.ts';
import type { BuildTree } from '../../workspaces/discover.ts';
import type { Here } from '../options.ts';
import { lockfileOf } from '../surroundings.ts';
import type { NamingFacts } from './unit-names.ts';

/** Read from the worktree that is warmed, but for what compilers said when the units were built. Undefined where several workspaces build in one directory. */
export async function namingFacts(store: Store, here: Here, tree: BuildTree): Promise<NamingFacts | undefined> {
  const [root] = tree.workspaces;
  if (root === undefined || tree.workspaces.length > 1) return undefined;
  const { files } = await readConfigFiles(configFilePaths(root, here.env));
  const { parse } = await import('smol-toml');
  const manifestAt = (path: string): ConfigTable => {
    try {
      return parse(readText(path) ?? '');
    } catch {
      return {};
    }
  };
  const profiles = [manifestAt(`${root}/Cargo.toml`), ...files.map(({ values }) => values).toReversed()].map((table) => table['profile']).filter(isConfigTable);
  return {
    workspace: posix.relative(here.worktree, root),
    versionsOf: lockfileOf(tree)?.versionsOf ?? (() => []),
    crateTypes: (path) => crateTypesIn(manifestAt(`${here.contents.absolute(path)}/Cargo.toml`)),
    profiles,
    compiler: (number) => readCompiler(store, number),
  };
}

function crateTypesIn(manifest: ConfigTable): string[] {
  const lib = manifest['lib'];
  const types = isConfigTable(lib) ? (lib['crate-type'] ?? lib['crate_type']) : undefined;
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : ['lib'];
}
