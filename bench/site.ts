import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createEnvironment } from '../test/rig/environment.ts';
import { exec, type Environment } from '../test/rig/process.ts';
import { lieApart } from '../test/support/apart.ts';

/** A temporary directory with a repository in it, and an environment of its own. */
export interface Site {
  readonly temporary: string;
  readonly env: Environment;
  /** The main worktree. */
  readonly main: string;
  git(...args: readonly string[]): Promise<void>;
  /** A linked worktree without hooks; any earlier one of this name is removed first. */
  worktree(name: string): Promise<string>;
  /** Removes that worktree, where there is one, with all that is built in it. */
  removeWorktree(name: string): Promise<void>;
  /** Forgets the store. */
  clearStore(): void;
  dispose(): void;
}

/** The demonstration's workspace, or a clone of the repository at `workspace`. */
export async function openSite(directory: string, workspace: string | undefined): Promise<Site> {
  const temporary = realpathSync(mkdtempSync(join(directory, 'cargo-share-bench-')));
  lieApart(temporary);
  const env = createEnvironment(temporary);
  const main = join(temporary, 'main');
  const git = async (...args: readonly string[]): Promise<void> => {
    await exec('git', args, { cwd: main, env });
  };
  if (workspace === undefined) {
    cpSync(join(import.meta.dirname, '..', 'demo', 'workspace'), main, { recursive: true });
    await git('init', '-q', '-b', 'main');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'Workspace');
  } else {
    await exec('git', ['clone', '-q', realpathSync(workspace), main], { cwd: temporary, env });
  }
  const removeWorktree = async (name: string): Promise<void> => {
    const path = join(temporary, name);
    if (existsSync(path)) await git('worktree', 'remove', '--force', path);
  };
  return {
    temporary,
    env,
    main,
    git,
    removeWorktree,
    async worktree(name) {
      await removeWorktree(name);
      const path = join(temporary, name);
      await git('-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '-q', '--detach', path);
      return path;
    },
    clearStore: () => rmSync(join(temporary, 'store'), { recursive: true, force: true }),
    dispose: () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
