import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from './attempt.ts';
import type { AbsolutePath } from './brand.ts';
import { freeBytes } from './free-space.ts';
import { makeTemporaryDirectory } from './move.ts';

/** Linux's file system in memory. */
const MEMORY = '/dev/shm';

/** Less than that may be all that a container has, and many small files need a page each. */
const ROOM = 1 << 30;

/**
 * Makes a directory for thousands of small files that are needed for seconds, and of which some are run; only its owner may
 * look into it. In memory where that can be, else as {@link makeTemporaryDirectory}: on some disks making and removing them
 * takes most of the time of whoever asks.
 */
export function makePassingDirectory(prefix: string, memory: string = MEMORY): AbsolutePath {
  const made = attempt(() => inMemory(prefix, memory));
  return (made.ok ? made.value : undefined) ?? (makeTemporaryDirectory(prefix) as AbsolutePath);
}

/** Undefined where too little is free, or no program may run: containers often mount it so. */
function inMemory(prefix: string, memory: string): AbsolutePath | undefined {
  if (freeBytes(memory) < ROOM) return undefined;
  const directory = mkdtempSync(join(memory, prefix));
  const program = join(directory, 'program');
  writeFileSync(program, '', { mode: 0o700 });
  // access(2) says EACCES for files of a file system without programs.
  const runs = attempt(() => accessSync(program, constants.X_OK));
  rmSync(runs.ok ? program : directory, { recursive: true });
  return runs.ok ? (directory as AbsolutePath) : undefined;
}
