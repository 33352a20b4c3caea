import { resolve } from 'node:path';
import { readShareConfig, type ShareConfig } from '../../formats/git/config.ts';
import { openRepository, type Repository } from '../../formats/git/repository.ts';
import { listWorktrees, type Worktree } from '../../formats/git/worktrees.ts';
import { locateStore, type StoreLocation } from '../../store/location.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { realpath } from '../../system/fs.ts';
import { homeDirectory } from '../../system/home-directory.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { readSettings, type Settings, type SettingsSources } from './settings.ts';

/** A clone with what decides on how this tool acts in it. */
export interface Clone {
  readonly repository: Repository;
  readonly worktrees: readonly Worktree[];
  readonly config: ShareConfig;
  readonly settings: Settings;
  readonly location: StoreLocation;
}

export interface OpenCloneOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly flags: SettingsSources['flags'];
}

export async function openClone(o: OpenCloneOptions): Promise<Result<Clone, Failure>> {
  const repository = openRepository(o.cwd);
  if (!repository.ok) return repository;
  const worktrees = listWorktrees(repository.value);
  if (!worktrees.ok) return worktrees;
  const config = readShareConfig(repository.value);
  if (!config.ok) return config;
  const { worktree, commonDirectory } = repository.value;
  const manifest = worktree === null ? undefined : `${worktree}/Cargo.toml`;
  const settings = await readSettings({ manifest, config: config.value, env: o.env, flags: o.flags });
  if (!settings.ok) return settings;
  const location = locateStore({
    named: settings.value.store,
    cwd: o.cwd,
    environment: o.env,
    home: homeDirectory(o.env),
    gitCommonDirectory: commonDirectory,
  });
  return ok({ repository: repository.value, worktrees: worktrees.value, config: config.value, settings: settings.value, location });
}

/** Whether the clone is in shared mode, by its git configuration. */
export function isShared(clone: Clone): boolean {
  return clone.config.inForce.get('mode')?.value === 'shared';
}

/** The worktrees with files that are there now. */
export function presentWorktrees(clone: Clone): Worktree[] {
  return clone.worktrees.filter((worktree) => !worktree.bare && worktree.present);
}

/** The worktree at or above a path that the user named, or the one that the command runs in. */
export function findWorktree(clone: Clone, named: string | undefined, cwd: string): Result<Worktree, Failure> {
  const asked = named === undefined ? clone.repository.worktree : resolve(cwd, named);
  if (asked === null) {
    return err({
      code: 'not-a-worktree',
      message: 'This directory belongs to no worktree.',
      path: cwd,
      hint: 'Go into a worktree, or name one: `cargo share warm ../other`.',
    });
  }
  const path = realpath(asked) ?? (asked as AbsolutePath);
  const known = clone.worktrees.find((worktree) => worktree.path === path && !worktree.bare);
  if (known?.present === true) return ok(known);
  return err(
    known === undefined
      ? {
          code: 'worktree-unknown',
          message: 'This is not a worktree of the repository.',
          path,
          hint: 'See `git worktree list` for those it has.',
        }
      : {
          code: 'worktree-vanished',
          message: 'The worktree is gone from the disk.',
          path,
          hint: 'Run `git worktree prune`, or `git worktree repair` if it was moved.',
        },
  );
}

/** Worktrees to take units from, those at the same commit first, the main one before the others. */
export function donorsFor(clone: Clone, target: Worktree): AbsolutePath[] {
  const rank = (worktree: Worktree): number => (worktree.commit === target.commit ? 0 : 2) + (worktree.main ? 0 : 1);
  return presentWorktrees(clone)
    .filter((worktree) => worktree.path !== target.path)
    .sort((a, b) => rank(a) - rank(b))
    .map((worktree) => worktree.path);
}

/** The other worktrees that are there. */
export function otherWorktrees(clone: Clone, worktree: AbsolutePath): AbsolutePath[] {
  return presentWorktrees(clone)
    .map(({ path }) => path)
    .filter((path) => path !== worktree);
}
