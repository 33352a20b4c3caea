import { join } from 'node:path';
import { lockProfile } from '../../../formats/cargo/locks.ts';
import { attempt } from '../../../system/attempt.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { fileSystemOf } from '../../../system/file-system.ts';
import { isOnNfs } from '../../../system/flock.ts';
import { makeDirectories } from '../../../system/move.ts';
import { runUntilItSays } from '../../../system/run-until.ts';
import { removeTree, temporaryBeside, writeNew } from '../../../system/write.ts';
import type { Site } from '../site.ts';
import { placesByDevice } from '../places.ts';

export type LocksFinding =
  /** A real cargo waited for our lock. */
  | { readonly check: 'locks'; readonly verdict: 'pass'; readonly finding: 'locks-seen'; readonly path: string; readonly fileSystem: string }
  | { readonly check: 'locks'; readonly verdict: 'warn'; readonly finding: 'locks-absent'; readonly path: string; readonly fileSystem: string }
  /** It built although the lock was held. */
  | { readonly check: 'locks'; readonly verdict: 'fail'; readonly finding: 'locks-not-seen'; readonly path: string; readonly fileSystem: string }
  | { readonly check: 'locks'; readonly verdict: 'warn'; readonly finding: 'locks-untested'; readonly path: string; readonly message: string };

const TIMEOUT_MS = 30_000;

/** On each file system that holds build directories: locks a throw-away crate's, and sees whether cargo waits. */
export async function checkLocks(site: Site): Promise<LocksFinding[]> {
  const findings: LocksFinding[] = [];
  for (const { path } of placesByDevice(site)) findings.push(await probe(site, path));
  return findings;
}

async function probe(site: Site, place: string): Promise<LocksFinding> {
  const fileSystem = fileSystemOf(place).type;
  const common = { check: 'locks', path: place, fileSystem } as const;
  if (isOnNfs(place)) return { ...common, verdict: 'warn', finding: 'locks-absent' };
  const crate = temporaryBeside(join(place, 'cargo-share-doctor')) as AbsolutePath;
  try {
    const made = attempt(() => makeCrate(crate));
    if (!made.ok) return { check: 'locks', verdict: 'warn', finding: 'locks-untested', path: place, message: made.error.message };
    return await lockAndBuild(site, crate, common);
  } finally {
    attempt(() => removeTree(crate));
  }
}

async function lockAndBuild(
  site: Site,
  crate: AbsolutePath,
  common: { readonly check: 'locks'; readonly path: string; readonly fileSystem: string },
): Promise<LocksFinding> {
  const target = `${crate}/target` as AbsolutePath;
  const locked = await lockProfile({ targetDirectory: target, buildDirectory: target, profileDirectory: 'debug', mode: 'try' });
  const untested = (message: string): LocksFinding => ({ check: 'locks', verdict: 'warn', finding: 'locks-untested', path: common.path, message });
  if (!locked.ok) return untested(locked.error.message);
  try {
    // It ends as soon as cargo says that it waits, so nothing is compiled; what wraps rustc need not be started.
    const build = await runUntilItSays('cargo', ['build', '--offline', '--color', 'never'], {
      cwd: crate,
      env: { ...site.env, ...PLAIN, CARGO_TARGET_DIR: target, CARGO_BUILD_BUILD_DIR: target },
      says: /^ *Blocking waiting for file lock/m,
      timeoutMs: TIMEOUT_MS,
    });
    switch (build.outcome) {
      case 'said':
        return { ...common, verdict: 'pass', finding: 'locks-seen' };
      case 'ended':
        if (build.status === 0) return { ...common, verdict: 'fail', finding: 'locks-not-seen' };
        return untested(build.stderr.trim().split('\n')[0] ?? 'cargo build failed');
      case 'timeout':
        return untested('cargo said nothing for 30 seconds');
      case 'not-started':
        return untested(`cargo could not be started (${build.code})`);
    }
  } finally {
    locked.value();
  }
}

const PLAIN = {
  RUSTC_WRAPPER: '',
  RUSTC_WORKSPACE_WRAPPER: '',
  CARGO_TERM_QUIET: 'false',
  CARGO_TERM_VERBOSE: 'false',
} as const;

function makeCrate(path: string): void {
  makeDirectories(`${path}/src`);
  makeDirectories(`${path}/target/debug`);
  // A workspace of its own: the project's may lie above it.
  writeNew(`${path}/Cargo.toml`, '[package]\nname = "cargo-share-doctor"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n');
  writeNew(`${path}/src/lib.rs`, '');
}
