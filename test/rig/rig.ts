import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll } from 'vitest';
import type { LayoutKind } from '../../src/units/model.ts';
import { createEnvironment } from './environment.ts';
import { layoutEnvironment } from './layout.ts';
import { exec, type Environment } from './process.ts';
import { openWorktree, type Worktree } from './worktree.ts';

/** Path to content; `{ symlink }` makes a link, `{ executable }` a script. */
export type Files = Readonly<Record<string, string | { readonly symlink: string } | { readonly executable: string }>>;

export interface RigOptions {
  readonly files: Files;
  readonly layout?: LayoutKind;
  /** Where its temporary directory is made; the system's unless given. */
  readonly directory?: string;
  /** Further environment of every command. */
  readonly env?: Environment;
}

interface AddOptions {
  /** Where; beside the main worktree unless given. Relative to the temporary directory. */
  readonly at?: string;
  /** What to check out: a new branch of the worktree's name at HEAD unless given. */
  readonly commit?: string;
}

export interface Rig {
  /** Holds everything, the store included. */
  readonly temporary: string;
  readonly store: string;
  readonly env: Environment;
  readonly main: Worktree;
  /** `git worktree add`, with the hooks that are installed. */
  addWorktree(name: string, options?: AddOptions): Promise<Worktree>;
  /** A worktree that was made in some other way. */
  open(path: string): Worktree;
  /** Waits until no process with this rig's environment is left: what a hook has detached. */
  settle(): Promise<void>;
  dispose(): Promise<void>;
}

/** Gives a file's tests their rigs and removes all of them at the end; RIG_KEEP=1 keeps and names them. */
export function useRigs(): (options: RigOptions) => Promise<Rig> {
  const rigs: Rig[] = [];
  afterAll(async () => {
    for (const rig of rigs) await rig.dispose();
  });
  return async (options) => {
    const rig = await createRig(options);
    rigs.push(rig);
    return rig;
  };
}

/** A real git repository with one commit of `files`, in a temporary directory of its own; whoever makes it disposes of it. */
export async function createRig(options: RigOptions): Promise<Rig> {
  const temporary = realpathSync(mkdtempSync(join(options.directory ?? tmpdir(), 'cargo-share-rig-')));
  const layout = options.layout ?? 'legacy';
  const env = { ...createEnvironment(temporary), ...layoutEnvironment(layout), ...options.env };
  const context = { env, layout, temporary };
  const path = join(temporary, 'a');
  writeFiles(path, { '.gitignore': 'target\n', ...options.files });
  await exec('git', ['init', '-q', '-b', 'main'], { cwd: path, env });
  const main = openWorktree(context, path);
  if (existsSync(join(path, 'Cargo.toml')) && !existsSync(join(path, 'Cargo.lock'))) {
    await exec('cargo', ['generate-lockfile', '-q'], { cwd: path, env });
  }
  await main.commit('Start');

  return {
    temporary,
    store: join(temporary, 'store'),
    env,
    main,
    async addWorktree(name, { at = name, commit } = {}) {
      const place = join(temporary, at);
      await addWorktree(main, (again) => (commit === undefined ? [again ? '-B' : '-b', name, place] : [place, commit]));
      return openWorktree(context, place);
    },
    open: (place) => openWorktree(context, place),
    settle: () => settle(temporary),
    async dispose() {
      await settle(temporary);
      if (process.env['RIG_KEEP'] === undefined) rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
      else process.stderr.write(`kept ${temporary}\n`);
    },
  };
}

/** Git dies of a worktree that another `git worktree add` is just making (see src/formats/git/worktrees.ts), and leaves no more than the branch. */
const DIED_OF_ANOTHER = /failed to read \S+\/commondir: Success/;

async function addWorktree(main: Worktree, what: (again: boolean) => readonly string[]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await main.git(['worktree', 'add', '-q', ...what(tries > 1)]);
      return;
    } catch (error) {
      if (tries === 5 || !(error instanceof Error && DIED_OF_ANOTHER.test(error.message))) throw error;
    }
  }
}

/** Writes a tree of files below `root`. */
export function writeFiles(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else if ('symlink' in content) symlinkSync(content.symlink, path);
    else writeFileSync(path, content.executable, { mode: 0o755 });
  }
}

/** Seconds that a detached process may take before the test fails. */
const SETTLE_SECONDS = 60;

/** Waits until no process with the environment of `temporary` is left. */
export async function settle(temporary: string): Promise<void> {
  const deadline = Date.now() + SETTLE_SECONDS * 1000;
  while (hasProcesses(temporary)) {
    if (Date.now() > deadline) throw new Error(`processes of ${temporary} are still running`);
    await pause(20);
  }
}

/** Whether any process carries this rig's cache directory in its environment (Linux's /proc; elsewhere never). */
function hasProcesses(temporary: string): boolean {
  if (!existsSync('/proc')) return false;
  const mark = `XDG_CACHE_HOME=${join(temporary, 'cache')}\0`;
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}
