import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileSystemOf } from '../../src/system/file-system.ts';
import { lieApart } from './apart.ts';

/** Where a file system in memory is mounted on most Linux systems. */
const MEMORY = '/dev/shm';
/** Bytes that must be free there: some rigs build a real workspace. */
const ROOM = 6 * 1024 ** 3;

/** Holds the temporary directories of tests below `parent`; empty after them. */
function placeIn(parent: string): string {
  const directory = join(parent, `cargo-share-tests-${userInfo().uid}`);
  mkdirSync(directory, { recursive: true });
  // By the path that cargo and git see it at: `/var` is a link on macOS.
  return realpathSync(directory);
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
export function inMemory(): string | undefined {
  try {
    if (fileSystemOf(MEMORY).available < ROOM) return undefined;
    const directory = placeIn(MEMORY);
    return runs(directory) ? directory : undefined;
  } catch {
    return undefined;
  }
}

/** The temporary directory of all other tests. */
export function onDisk(): string {
  const directory = placeIn(tmpdir());
  lieApart(directory);
  return directory;
}
