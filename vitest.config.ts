import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { lieApart } from './test/support/apart.ts';

/** Where a file system in memory is mounted on most Linux systems. */
const MEMORY = '/dev/shm';
/** Bytes that must be free there: some rigs build a real workspace. */
const ROOM = 6 * 1024 ** 3;

/** What is about the disk: the main job, links, blocks, and what is removed of them. */
const ON_DISK = ['main-job', 'disk', 'isolation', 'reclaim/*', 'shared-mode/*'].map((name) => `test/e2e/${name}.test.ts`);

/** Holds the temporary directories of tests below `parent`; empty after them. */
function placeIn(parent: string): string {
  const directory = join(parent, `cargo-share-tests-${userInfo().uid}`);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Whether programs can be run from `directory`: containers often forbid it of memory. */
function runs(directory: string): boolean {
  const program = join(directory, `true-${process.pid}`);
  try {
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    return spawnSync(program).status === 0;
  } finally {
    rmSync(program, { force: true });
  }
}

/** The temporary directory of tests that are about contents alone: in memory where there is room. */
function inMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM) return undefined;
    const directory = placeIn(MEMORY);
    return runs(directory) ? directory : undefined;
  } catch {
    return undefined;
  }
}

const DISK = placeIn(tmpdir());
lieApart(DISK);

const e2e = {
  pool: 'forks',
  maxWorkers: 2,
  // After the unit tests: vitest runs projects with different numbers of workers only in turns.
  sequence: { groupOrder: 1 },
  testTimeout: 300_000,
  hookTimeout: 300_000,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          pool: 'threads',
          isolate: false,
          // A compiler that has to be read from the disk first takes ten seconds on a busy machine.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Where these run cargo they look at its older layout, which is not its own choice from 1.100 on.
          env: { TMPDIR: DISK, __CARGO_TEMPORARY_BUILD_DIR_NEW_LAYOUT_OPT_OUT: '1' },
        },
      },
      { test: { ...e2e, name: 'e2e', include: ON_DISK, env: { TMPDIR: DISK } } },
      { test: { ...e2e, name: 'e2e-contents', include: ['test/e2e/**/*.test.ts'], exclude: ON_DISK, env: { TMPDIR: inMemory() ?? DISK } } },
    ],
  },
});
