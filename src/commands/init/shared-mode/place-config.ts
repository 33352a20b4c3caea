import { posix } from 'node:path';
import { configFilePaths, configValue, readConfigFiles } from '../../../formats/cargo/config-files.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat, readBytes, realpath, stat } from '../../../system/fs.ts';
import { isOwnWrapper, OWN_DIRECTORY } from './wrapper.ts';
import type { LeftOutReason } from './steps.ts';

/** The cargo configuration that belongs to one place, and what it inherits. */
export interface PlaceConfig {
  /** As cargo names it: where both are there, the old name `config` without extension wins. */
  readonly path: string;
  /** What a link leads to: this is what is written. */
  readonly realPath: string;
  /** Null: not there. */
  readonly bytes: Buffer | null;
  /** Its own `build.target-dir`, resolved; undefined where it sets none. */
  readonly targetDirectory: string | undefined;
  /** A weaker file that sets `build.target-dir`, and so would mix the final artifacts of worktrees. */
  readonly inheritedTarget: readonly string[];
  /** Why it cannot be edited, and the file that is to blame. */
  readonly problem: { readonly why: LeftOutReason; readonly file: string } | undefined;
}

/** Reads what there is. `tracked`: its name is known to git. */
export async function readPlaceConfig(o: {
  readonly place: AbsolutePath;
  readonly tracked: (path: string) => boolean;
  readonly env: NodeJS.ProcessEnv;
}): Promise<PlaceConfig> {
  const old = `${o.place}/.cargo/config`;
  const path = stat(old) === undefined ? `${old}.toml` : old;
  const bytes = readBytes(path) ?? null;
  const paths = configFilePaths(o.place, o.env);
  const { files, unreadable } = await readConfigFiles(paths);
  const targets = files.flatMap((file) => {
    const value = configValue(file.values, 'build', 'target-dir');
    return typeof value === 'string' ? [{ path: file.path, directory: posix.resolve(file.base, value) }] : [];
  });
  const taken = files.find((file) => {
    const wrapper = configValue(file.values, 'build', 'rustc-workspace-wrapper');
    return wrapper !== undefined && wrapper !== '' && !isOwnWrapper(wrapper);
  });
  const leadsOut = [`${o.place}/.cargo`, `${o.place}/${OWN_DIRECTORY}`].find((directory) => lstat(directory)?.kind === 'symlink');
  const problem = o.tracked(path)
    ? { why: 'config-tracked' as const, file: path }
    : leadsOut !== undefined
      ? // What a branch holds must not make us write elsewhere.
        { why: 'config-linked' as const, file: leadsOut }
    : unreadable !== undefined
      ? { why: 'config-unclear' as const, file: unreadable }
      : taken !== undefined
        ? { why: 'wrapper-taken' as const, file: taken.path }
        : undefined;
  return {
    path,
    realPath: realpath(path) ?? path,
    bytes,
    targetDirectory: targets.find((target) => target.path === path)?.directory,
    inheritedTarget: targets.filter((target) => target.path !== path).map((target) => target.path),
    problem,
  };
}
