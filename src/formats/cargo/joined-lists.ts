import type { AbsolutePath } from '../../system/brand.ts';
import type { BuiltFor, ConfigDifference, ConfigSetting } from './config-difference.ts';
import { configFilePaths, readConfigFiles } from './config-files.ts';
import { settingsOf } from './config-difference.ts';

/** Lists that a worktree has twice, because it lies inside another one that has them too. */
export interface JoinedLists {
  /** The outer worktree's file. */
  readonly file: AbsolutePath;
  /** As in TOML: `build.rustflags`. */
  readonly keys: readonly string[];
}

/**
 * Sorts differences between two directories of which one may lie inside the other: cargo reads the outer one's files for
 * the inner one as well, and joins lists (`merge_helper` in cargo's `util/context/config_value.rs`, 1.95). Pure.
 */
export function joinedLists(
  differences: readonly ConfigDifference[],
  first: AbsolutePath,
  second: AbsolutePath,
): { readonly joined: JoinedLists | undefined; readonly others: readonly ConfigDifference[] } {
  const isJoined = (difference: ConfigDifference): boolean => {
    if (second.startsWith(`${first}/`)) return isAddedTo(difference.first, difference.second);
    return first.startsWith(`${second}/`) && isAddedTo(difference.second, difference.first);
  };
  const joined = differences.filter(isJoined);
  const [one] = joined;
  const file = one && (second.startsWith(`${first}/`) ? one.first : one.second)[0]?.file;
  const others = differences.filter((difference) => !joined.includes(difference));
  return { joined: file && { file, keys: joined.map(({ key }) => key) }, others };
}

/** Whether the inner one's lists are its own in front of all that the outer one has. */
function isAddedTo(outer: readonly ConfigSetting[], inner: readonly ConfigSetting[]): boolean {
  const inherited = inner.slice(-outer.length);
  return (
    outer.length > 0 &&
    inner.length > outer.length &&
    inner.every(({ value }) => value.startsWith('[')) &&
    outer.every(({ file }, index) => inherited[index]?.file === file)
  );
}

/** Lists in the files of a worktree itself, which one inside it would have twice once it has those files as well. */
export async function listsOf(worktree: AbsolutePath, root: AbsolutePath, { env, isBuilt }: { readonly env: NodeJS.ProcessEnv; readonly isBuilt: BuiltFor }): Promise<JoinedLists | undefined> {
  const own = configFilePaths(root, env).filter((path) => path.startsWith(`${worktree}/`));
  const { files } = await readConfigFiles(own);
  const lists = [...settingsOf(files, isBuilt)].filter(([, settings]) => settings.some(({ value }) => value.startsWith('[')));
  const file = lists[0]?.[1][0]?.file;
  return file && { file, keys: lists.map(([key]) => key).sort() };
}
