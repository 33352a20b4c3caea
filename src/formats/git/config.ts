import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Repository } from './repository.ts';
import { gitFailure, gitSync } from './run-git.ts';

/** Where git found a value; only `local` ones are ours to change. */
export type ConfigScope = 'system' | 'global' | 'local' | 'worktree' | 'command' | 'unknown';

export interface ConfigValue {
  readonly value: string;
  readonly scope: ConfigScope;
}

export type ShareKey = 'mode' | 'store';

/** The `share.*` settings, by name without `share.`, in lower case as git reports it. */
export interface ShareConfig {
  /** What holds in this worktree; where a name is set several times the last wins, as in git. */
  readonly inForce: ReadonlyMap<string, ConfigValue>;
  /** What the clone's own config file says. */
  readonly local: ReadonlyMap<string, string>;
}

/** Reads every `share.*` setting, by one git process. */
export function readShareConfig(repository: Repository): Result<ShareConfig, Failure> {
  const cwd = repository.worktree ?? repository.commonDirectory;
  const read = gitSync(cwd, ['config', '-z', '--show-scope', '--get-regexp', '^share\\.']);
  // Status 1: no such key.
  if (!read.ok && !(read.error.reason === 'exit-status' && read.error.status === 1)) {
    return err(gitFailure(read.error, cwd));
  }
  const inForce = new Map<string, ConfigValue>();
  const local = new Map<string, string>();
  for (const [key, value] of read.ok ? parseScopedConfig(read.value.stdout.toString('utf8')) : []) {
    const name = key.slice('share.'.length);
    inForce.set(name, value);
    if (value.scope === 'local') local.set(name, value.value);
  }
  return ok({ inForce, local });
}

/**
 * Parses `git config -z --show-scope --get-regexp`: scope NUL key LF value NUL, and scope NUL key NUL
 * for a key without `=`, which git reads as true.
 */
export function parseScopedConfig(text: string): [string, ConfigValue][] {
  const parts = text.split('\0');
  const entries: [string, ConfigValue][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [scope = '', entry = ''] = [parts[i], parts[i + 1]];
    const end = entry.indexOf('\n');
    const key = end === -1 ? entry : entry.slice(0, end);
    entries.push([key, { value: end === -1 ? 'true' : entry.slice(end + 1), scope: toScope(scope) }]);
  }
  return entries;
}

/** Sets a value in the clone's own config file (shared by its worktrees), replacing all values it has there. */
export function setShareConfig(repository: Repository, key: ShareKey, value: string): Result<void, Failure> {
  return change(repository, ['--replace-all', `share.${key}`, value]);
}

/** Removes a value from the clone's own config file. Fine when it is not there. */
export function unsetShareConfig(repository: Repository, key: ShareKey): Result<void, Failure> {
  return change(repository, ['--unset-all', `share.${key}`]);
}

/** Names a place for the clone's units; the name is of letters, digits, `-` and `_`. */
export function setRemote(repository: Repository, name: string, url: string): Result<void, Failure> {
  return change(repository, ['--replace-all', `share.remote.${name}.url`, url]);
}

export function unsetRemote(repository: Repository, name: string): Result<void, Failure> {
  return change(repository, ['--unset-all', `share.remote.${name}.url`]);
}

/** The file that {@link setShareConfig} writes. */
export function configFile(repository: Repository): string {
  return `${repository.commonDirectory}/config`;
}

function change(repository: Repository, args: readonly string[]): Result<void, Failure> {
  // --file, not --local: with extensions.worktreeConfig and from every worktree it is the same file.
  const file = configFile(repository);
  const done = gitSync(repository.commonDirectory, ['config', '--file', file, ...args]);
  if (done.ok) return ok(undefined);
  // Status 5: nothing to unset.
  if (done.error.reason === 'exit-status' && done.error.status === 5) return ok(undefined);
  return err(gitFailure(done.error, file));
}

function toScope(text: string): ConfigScope {
  switch (text) {
    case 'system':
    case 'global':
    case 'local':
    case 'worktree':
    case 'command':
      return text;
    default:
      return 'unknown';
  }
}
