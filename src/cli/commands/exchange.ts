import type { KeyObject } from 'node:crypto';
import { stat } from '../../system/fs.ts';
import { listFiles } from '../../formats/git/files.ts';
import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { directoryObjects } from '../../commands/remote/directory-objects.ts';
import { fileObjects, newFileObjects } from '../../commands/remote/file-objects.ts';
import type { Trust } from '../../commands/remote/heads.ts';
import { readMachine, type KnownMachine } from '../../commands/remote/machine.ts';
import type { Objects } from '../../commands/remote/objects.ts';
import type { Built } from '../../commands/remote/send.ts';
import { readRemoteSettings, readSigningKey, withOwnKey, type RemoteSettings } from '../../commands/remote/trust.ts';
import { savedKeys } from '../../store/targets.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { FailureError } from '../../system/failure.ts';
import { buildTrees, workspaceRoots, type BuildTree } from '../../engine/workspaces/discover.ts';
import { environmentIn } from '../../engine/workspaces/environment.ts';
import { must, type CommandContext } from '../context.ts';

/** What every command needs that exchanges units with other machines. */
export interface Exchange {
  readonly settings: RemoteSettings;
  readonly trust: Trust;
  readonly key: KeyObject | undefined;
  readonly machine: KnownMachine;
}

export async function openExchange(clone: Clone, context: CommandContext, o: { readonly unsigned: boolean }): Promise<Exchange> {
  const worktree = clone.repository.worktree ?? clone.repository.commonDirectory;
  const settings = must(readRemoteSettings(clone.repository, presentWorktrees(clone).map(({ path }) => path)));
  for (const file of settings.disregarded) context.reporter.warn(`${file} lies in a worktree: keys and remotes that it names do not count`);
  const key = must(readSigningKey(context.env));
  const machine = await readMachine(worktree, context.env);
  if (machine === undefined) throw new FailureError({ code: 'cargo-missing', message: 'rustc does not run here, so it cannot be told what this machine builds.', path: worktree });
  return { settings, trust: { repository: settings.repository, allowed: withOwnKey(settings.allowed, key), unsigned: o.unsigned }, key, machine };
}

/** A name with this ending is one file; any other one is a directory. */
export const FILE_ENDING = '.cargo-share';

export function placeToWrite(path: string): Objects {
  return path.endsWith(FILE_ENDING) && stat(path)?.kind !== 'directory' ? newFileObjects(path) : directoryObjects(path);
}

export function placeToRead(path: string): Objects {
  const found = stat(path);
  if (found?.kind === 'directory') return directoryObjects(path);
  const file = found?.kind === 'file' ? fileObjects(path) : undefined;
  if (file !== undefined) return file;
  throw new FailureError({ code: 'remote-failed', message: found === undefined ? 'There is nothing to import from.' : 'This is no export, or it was cut.', path });
}

/** What stands in the worktrees, as far as it is saved; of those at `commits` alone where some are named. */
export async function standing(clone: Clone, store: Store, o: { readonly env: NodeJS.ProcessEnv; readonly commits: readonly string[] }): Promise<Built[]> {
  const built: Built[] = [];
  for (const { path, commit } of presentWorktrees(clone)) {
    if (commit === null || (o.commits.length > 0 && !o.commits.includes(commit))) continue;
    const trees = await treesOf(path, environmentIn(path, clone.repository.worktree, o.env));
    const saved = trees.map(({ workspace, subdirectory, buildDirectory }) => ({
      workspace,
      subdirectory,
      keys: savedKeys(store, buildDirectory),
    }));
    const some = saved.filter(({ keys }) => keys.length > 0);
    if (some.length > 0) built.push({ commit, trees: some });
  }
  return built;
}

async function treesOf(worktree: AbsolutePath, env: NodeJS.ProcessEnv): Promise<BuildTree[]> {
  const files = listFiles(worktree);
  const trees = await buildTrees(worktree, files.ok ? workspaceRoots(worktree, files.value.files) : [''], { env, mayRunCargo: true });
  return trees.ok ? trees.value : [];
}
