import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './process.ts';

/** Where `npm run build` puts the command under test. */
export const MAIN_SCRIPT = join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** Where `npm run executable` puts the single-file executable. */
export const EXECUTABLE = join(import.meta.dirname, '..', '..', 'dist-executable', 'cargo-share');

/**
 * What the machine or npm may have set and what would change cargo's, git's or our own behaviour. With NODE_EXTRA_CA_CERTS every
 * start of Node reads hundreds of certificates, which takes longer than all else it does until then.
 */
const FOREIGN = /^(GIT_|CARGO_SHARE_|CARGO_BUILD_|CARGO_TARGET_|CARGO_PROFILE_|CARGO_UNSTABLE_|CARGO_TERM_|RUSTFLAGS|RUSTC|CI$|GITHUB_|GITLAB_|npm_|NODE_|NO_COLOR|FORCE_COLOR|CLICOLOR)/;

/**
 * An environment of its own below `temporary`: home, cache, store, git identity, and a `cargo-share` on PATH.
 * Only CARGO_HOME and RUSTUP_HOME stay the machine's, so that downloads are shared.
 */
export function createEnvironment(temporary: string): Environment {
  const bin = join(temporary, 'bin');
  for (const directory of ['bin', 'home', 'cache']) mkdirSync(join(temporary, directory), { recursive: true });
  const wrapper = join(bin, 'cargo-share');
  writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${MAIN_SCRIPT}' "$@"\n`);
  chmodSync(wrapper, 0o755);

  shareObserver(join(temporary, 'cache', 'cargo-share'));
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  return {
    ...inherited,
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    CARGO_HOME: process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'),
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    HOME: join(temporary, 'home'),
    XDG_CACHE_HOME: join(temporary, 'cache'),
    XDG_STATE_HOME: join(temporary, 'state'),
    XDG_CONFIG_HOME: join(temporary, 'home', '.config'),
    CARGO_SHARE_STORE: join(temporary, 'store'),
    CARGO_SHARE_TESTED: '1',
    // Tests that are not about it count files, bytes and processes, and need not pay for it.
    CARGO_SHARE_INCREMENTAL: 'false',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Rig',
    GIT_AUTHOR_EMAIL: 'rig@example.invalid',
    GIT_COMMITTER_NAME: 'Rig',
    GIT_COMMITTER_EMAIL: 'rig@example.invalid',
  };
}

/** All rigs of a machine have the observer in common: to compile it takes seconds. */
function shareObserver(cache: string): void {
  const shared = join(tmpdir(), `cargo-share-observer-of-tests-${userInfo().uid}`);
  mkdirSync(shared, { recursive: true });
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(cache, 'observer'))) symlinkSync(shared, join(cache, 'observer'));
}
