import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LayoutKind } from '../../src/units/model.ts';
import { createEnvironment } from '../rig/environment.ts';
import { layoutEnvironment } from '../rig/layout.ts';
import { exec, type Environment, type Exit } from '../rig/process.ts';
import { settle, writeFiles } from '../rig/rig.ts';
import type { History } from './history.ts';
import { valueIn } from './tree.ts';
import { workspaceFiles } from './workspace.ts';

/** A worktree as the moves see it. */
export interface Place {
  path: string;
  readonly name: string;
  /** Whether it has not been built since it was added. */
  isNew: boolean;
}

/** Where a history happens. */
export interface World {
  readonly history: History;
  readonly base: string;
  readonly env: Environment;
  readonly worktrees: Place[];
  /** Every command and edit, in order: the reproducing script. */
  readonly script: string[];
  /** Modification times of files before their last edit. */
  readonly previousTimes: Map<string, Date>;
  added: number;
  /** The workspace's root in a worktree. */
  readonly root: (place: Place) => string;
  readonly note: (line: string) => void;
  readonly git: (place: Place, args: readonly string[]) => Promise<Exit>;
  readonly cargo: (place: Place, o: { readonly program?: readonly string[]; readonly args: readonly string[]; readonly env: Environment }) => Promise<Exit>;
  readonly gitValue: (revision: string) => string;
  /** A new commit in the repository of the git packages. */
  readonly releaseGitPackage: (value: number) => Promise<void>;
  /** Waits for what hooks have left running. */
  readonly settle: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** The toolchain's own programs: rustup's proxies cost more than these builds. */
function toolchainPath(): string {
  return dirname(execFileSync('rustup', ['which', 'cargo'], { encoding: 'utf8' }).trim());
}

const TOOLCHAIN = toolchainPath();

/** Makes the repository of a history, committed and with a lock file, in a directory of its own below `directory`. */
export async function createWorld(history: History, o: { readonly directory: string; readonly layout: LayoutKind; readonly settles: boolean }): Promise<World> {
  const base = realpathSync(mkdtempSync(join(o.directory, 'campaign-')));
  const created = createEnvironment(base);
  const cargoHome = join(base, 'cargo');
  for (const part of ['registry', 'git']) mkdirSync(join(cargoHome, part), { recursive: true });
  const env: Environment = {
    ...created,
    ...layoutEnvironment(o.layout),
    PATH: `${join(base, 'bin')}:${TOOLCHAIN}:${process.env['PATH'] ?? ''}`,
    CARGO_HOME: cargoHome,
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    CARGO_BUILD_JOBS: '2',
  };
  const gitPackages = join(base, 'git-packages');
  const gitUrl = `file://${gitPackages}`;
  const values = new Map<string, string>();
  const script: string[] = [];
  const note = (line: string): void => {
    script.push(line.replaceAll(base, '~'));
  };
  const inside = history.nested ? 'ws' : '';
  const run = async (program: string, args: readonly string[], cwd: string, more: Environment = {}): Promise<Exit> => {
    const set = Object.entries(more).map(([name, value]) => `${name}=${value?.replace(env['PATH'] ?? '', '$PATH')} `).join('');
    const exit = await exec(program, args, { cwd, env: { ...env, ...more }, statuses: 'any' });
    note(`${exit.status === 0 ? '' : `# status ${exit.status}: `}(cd ${cwd} && ${set}${program} ${args.join(' ')})`);
    return exit;
  };
  const world: World = {
    history,
    base,
    env,
    worktrees: [{ path: join(base, 'main'), name: 'main', isNew: false }],
    script,
    previousTimes: new Map(),
    added: 0,
    root: (place) => join(place.path, inside),
    note,
    git: (place, args) => run('git', args, place.path),
    cargo(place, { program = ['cargo'], args, env: more }) {
      const [first = '', ...rest] = program;
      return run(first, [...rest, ...args], world.root(place), more);
    },
    gitValue: (revision) => values.get(revision) ?? 'no such revision',
    async releaseGitPackage(value) {
      const text = `pub fn show() -> String { "value-${value}".to_string() }\n`;
      const manifest = (name: string): string => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`;
      writeFiles(gitPackages, {
        'gitdep/Cargo.toml': manifest('gitdep'),
        'gitdep/src/lib.rs': text,
        'patched/Cargo.toml': manifest('patched'),
        'patched/src/lib.rs': '',
      });
      await run('git', ['init', '-q'], gitPackages);
      await run('git', ['add', '-A'], gitPackages);
      await run('git', ['commit', '-q', '--allow-empty', '-m', 'Release'], gitPackages);
      const revision = await run('git', ['rev-parse', 'HEAD'], gitPackages);
      values.set(revision.stdout.trim(), valueIn(text) ?? '');
    },
    settle: () => settle(base),
    async dispose() {
      if (o.settles) await settle(base);
      rmSync(base, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  const main = world.worktrees[0]!;
  mkdirSync(main.path);
  if (history.parts.some((part) => part === 'gitdep' || part === 'patched')) await world.releaseGitPackage(400);
  writeFiles(main.path, { '.gitignore': 'target\n.worktrees\n' });
  writeFiles(world.root(main), workspaceFiles(history, gitUrl));
  await world.git(main, ['init', '-q', '-b', 'main']);
  const lock = await world.cargo(main, { args: ['generate-lockfile', '-q'], env: {} });
  if (lock.status !== 0) throw new Error(`no lock file: ${lock.stderr}`);
  await world.git(main, ['add', '-A']);
  await world.git(main, ['commit', '-q', '-m', 'Start']);
  return world;
}
