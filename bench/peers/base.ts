import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createEnvironment } from '../../test/rig/environment.ts';
import { exec, type Environment } from '../../test/rig/process.ts';
import { lieApart } from '../../test/support/apart.ts';

/** A clone of the workspace with a home, caches and a store of its own. */
export interface Base {
  readonly name: string;
  /** Holds everything of it but what several bases have in common. */
  readonly root: string;
  readonly main: string;
  /** Directory that all bases of one run have in common. */
  readonly common: string;
  readonly env: Environment;
}

/** Clones the repository at `source`, which is there already where that is undefined; `programs` is what PATH has before the machine's own. */
export async function openBase(o: {
  readonly name: string;
  readonly source: string | undefined;
  readonly common: string;
  readonly programs: string;
}): Promise<Base> {
  const root = join(o.common, o.name);
  mkdirSync(root, { recursive: true });
  lieApart(root);
  const env = createEnvironment(root);
  const main = join(root, 'main');
  if (o.source !== undefined) {
    await exec('git', ['clone', '-q', o.source, main], { cwd: root, env });
    await exec('git', ['config', 'advice.detachedHead', 'false'], { cwd: main, env });
  }
  return { name: o.name, root, main, common: o.common, env: { ...env, PATH: `${env['PATH'] ?? ''}:${o.programs}` } };
}

export function disposeBase(base: Base): void {
  rmSync(base.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Where the worktree of this name goes: inside the root, so that it inherits cargo configuration that stands there. */
export function worktreePath(base: Base, name: string): string {
  return join(base.root, name);
}

const SETTLE_SECONDS = 120;

/** Waits for what hooks have detached: no `cargo-share` with this base's environment is left. Linux's /proc. */
export async function settle(base: Base): Promise<void> {
  const mark = `XDG_CACHE_HOME=${join(base.root, 'cache')}\0`;
  const deadline = Date.now() + SETTLE_SECONDS * 1000;
  while (Date.now() < deadline && runsShare(mark)) await pause(20);
}

function runsShare(mark: string): boolean {
  if (!existsSync('/proc')) return false;
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      return command.includes('main.js') && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}
