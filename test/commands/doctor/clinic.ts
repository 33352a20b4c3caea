import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openClone } from '../../../src/engine/clone/clone.ts';
import type { Finding } from '../../../src/commands/doctor/finding.ts';
import { gatherSite, type Site } from '../../../src/commands/doctor/site.ts';
import { applyInit } from '../../../src/commands/init/apply.ts';
import { gatherFacts } from '../../../src/commands/init/facts.ts';
import { planInit } from '../../../src/commands/init/plan-init.ts';
import { openStore } from '../../../src/store/open.ts';
import { nowNs } from '../../../src/system/clock.ts';
import { git, makeRepository, temporaryDirectory, write } from '../../formats/git/rig.ts';

const MANIFEST = '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n';

/** A clone with one package, an environment of its own, and what the doctor sees of it. */
export interface Clinic {
  readonly top: string;
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly write: (file: string, text: string, mode?: number) => string;
  readonly cargo: (...args: readonly string[]) => void;
  /** `git worktree add`; its path. */
  readonly addWorktree: (name: string, at?: string) => string;
  /** What `cargo share init` does to the clone itself. */
  readonly init: () => Promise<void>;
  readonly openStore: () => Promise<string>;
  readonly site: (changes?: Partial<Site>) => Promise<Site>;
}

export const TOOL = { node: process.execPath, script: join(import.meta.dirname, 'stand-in-tool.mjs') };
export const VERSION = '0.1.0';

/** `directory`: where it is made, for file systems of their own. */
export function openClinic(o: { readonly env?: NodeJS.ProcessEnv; readonly directory?: string } = {}): Clinic {
  const top = o.directory ?? temporaryDirectory('cargo-share-doctor');
  const path = makeRepository(join(top, 'a'));
  const env = {
    PATH: process.env['PATH'],
    HOME: top,
    CARGO_HOME: process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'),
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    CARGO_SHARE_STORE: join(top, 'store'),
    ...o.env,
  };
  write(join(path, 'Cargo.toml'), MANIFEST);
  write(join(path, 'Cargo.lock'), 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n');
  write(join(path, 'src/main.rs'), 'fn main() {}\n');
  write(join(path, '.gitignore'), 'target\n');
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', 'app');
  return {
    top,
    path,
    env,
    write: (file, text, mode) => write(join(path, file), text, mode),
    cargo: (...args) => void execFileSync('cargo', ['-q', ...args], { cwd: path, env, stdio: 'pipe' }),
    addWorktree(name, at = join(top, name)) {
      git(path, 'worktree', 'add', '-q', '-b', name, at);
      return at;
    },
    async init() {
      const { repository, worktrees } = await open(path, env);
      const facts = gatherFacts(repository, worktrees);
      if (!facts.ok) throw new Error(facts.error.message);
      const done = applyInit(facts.value, planInit(facts.value, { mode: 'linked', hooks: true, tool: TOOL }));
      if (!done.ok) throw new Error(done.error.message);
    },
    async openStore() {
      const store = openStore((await open(path, env)).location.root);
      if (!store.ok) throw new Error(store.error.message);
      return store.value.root;
    },
    async site(changes = {}) {
      const request = { cwd: path, env, tool: TOOL, version: VERSION, now: nowNs, clone: await open(path, env) };
      return { ...(await gatherSite({ ...request, ...changes })), ...changes };
    },
  };
}

async function open(cwd: string, env: NodeJS.ProcessEnv): Promise<Site['clone']> {
  const clone = await openClone({ cwd, env, flags: {} });
  if (!clone.ok) throw new Error(clone.error.message);
  return clone.value;
}

/** The codes, for a glance. */
export function codes(findings: readonly Finding[]): string[] {
  return findings.map(({ finding }) => finding);
}
