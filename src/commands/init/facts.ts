import { configFile, readShareConfig, type ConfigValue } from '../../formats/git/config.ts';
import { findHooksDirectory, type HooksDirectory } from '../../formats/git/hooks/hooks-directory.ts';
import { readHookFile, type HookFile } from '../../formats/git/hooks/hook-file.ts';
import { HOOK_NAMES, type HookName } from '../../formats/git/hooks/script.ts';
import type { Repository } from '../../formats/git/repository.ts';
import type { Worktree } from '../../formats/git/worktrees.ts';
import { attempt } from '../../system/attempt.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat, readBytes, stat } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { readRecord, recordFile, type InitRecord } from './record.ts';

export interface NamedHookFile {
  readonly name: HookName;
  readonly file: HookFile;
}

/** Everything that the plans for `init` and `deinit` depend on. */
export interface SetupFacts {
  readonly repository: Repository;
  readonly hooksDirectory: HooksDirectory;
  readonly hooksDirectoryExists: boolean;
  /** The scripts that git, or the hook manager, runs: one for each name. */
  readonly hooks: readonly NamedHookFile[];
  /** Scripts elsewhere that hold our block: set aside by a hook manager, or of a former hooks directory. */
  readonly strays: readonly NamedHookFile[];
  /** Settings in force, by name without `share.`. */
  readonly config: ReadonlyMap<string, ConfigValue>;
  /** The clone's own settings: those that its config file holds. */
  readonly local: ReadonlyMap<string, string>;
  readonly configPath: string;
  readonly configBytes: Buffer;
  readonly record: InitRecord | undefined;
  /** Worktrees that git knows and that are not there now, such as on a disk that is not plugged in. */
  readonly unreachable: readonly string[];
  /** True with `record` undefined: there is one that cannot be understood. */
  readonly recordExists: boolean;
}

/** pre-commit renames a script that it finds to `.legacy`, lefthook to `.old`. */
const SET_ASIDE = ['.legacy', '.old'];

/** Looks at a clone. Changes nothing. */
export function gatherFacts(repository: Repository, worktrees: readonly Worktree[]): Result<SetupFacts, Failure> {
  const hooksDirectory = findHooksDirectory(repository, worktrees);
  if (!hooksDirectory.ok) return hooksDirectory;
  const config = readShareConfig(repository);
  if (!config.ok) return config;
  const read = attempt(() => {
    const record = readRecord(repository);
    const directory = hooksDirectory.value;
    const scripts = directory.kind === 'generated' ? directory.scripts : directory.path;
    const paths = new Set(HOOK_NAMES.map((name) => `${scripts}/${name}`));
    const elsewhere = HOOK_NAMES.flatMap((name) => [
      { name, path: `${repository.commonDirectory}/hooks/${name}` },
      ...SET_ASIDE.map((suffix) => ({ name, path: `${scripts}/${name}${suffix}` })),
    ]).concat((record?.hooks ?? []).map(({ name, path }) => ({ name, path })));
    const strays = new Map(
      elsewhere
        .filter(({ path }) => !paths.has(path))
        .map(({ name, path }) => [path, { name, file: readHookFile(path, name) }]),
    );
    return {
      repository,
      hooksDirectory: directory,
      hooksDirectoryExists: stat(directory.path)?.kind === 'directory',
      hooks: HOOK_NAMES.map((name) => ({ name, file: readHookFile(`${scripts}/${name}`, name) })),
      strays: [...strays.values()].filter(({ file }) => file.kind === 'shell' && file.block !== undefined),
      config: config.value.inForce,
      local: config.value.local,
      configPath: configFile(repository),
      configBytes: readBytes(configFile(repository)) ?? Buffer.alloc(0),
      record,
      unreachable: worktrees.filter(({ present }) => !present).map(({ path }) => path),
      recordExists: lstat(recordFile(repository)) !== undefined,
    };
  });
  if (read.ok) return ok(read.value);
  const { path, code } = read.error;
  return err({ code: 'io', message: `A file of the clone's set-up cannot be read (${code}).`, ...(path === undefined ? {} : { path }) });
}
