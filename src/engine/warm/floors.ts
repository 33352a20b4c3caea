import { posix } from 'node:path';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import { FILE_TIME_TICK_NS, nowNs } from '../../system/clock.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { Floor } from '../../units/stamps.ts';
import { NOTHING_WATCHED, type WatchedUnit } from './watched.ts';

/**
 * A time that is still to come. A unit with it would hide every edit until then; without it, cargo finds that file newer,
 * and compiles, as it does with its own units.
 */
function isAhead(timeNs: bigint): boolean {
  return timeNs > nowNs() + FILE_TIME_TICK_NS;
}

/** The newest modification time among a unit's inputs here, in nanoseconds; 0 where it has none. */
export function newestInput(manifest: Manifest, contents: WorktreeContents): bigint {
  let newest = 0n;
  for (const input of manifest.inputs) {
    if (input.kind === 'absent') continue;
    const times = input.kind === 'directory' ? contents.directory(input.path) : contents.times(input.path);
    if (times !== undefined && times.mtimeNs > newest && !isAhead(times.mtimeNs)) newest = times.mtimeNs;
  }
  return newest;
}

/** Cargo compares what a build script watches with the time of what it printed. */
export function outputFloors(chosen: Iterable<Manifest>, contents: WorktreeContents): Map<Slot, Floor> {
  const floors = new Map<Slot, Floor>();
  for (const manifest of chosen) {
    if (manifest.kind !== 'run-build-script' || manifest.source.kind !== 'path') continue;
    floors.set(manifest.slot, { outputNs: newestInput(manifest, contents) });
  }
  return floors;
}

/**
 * The time for cargo's dep-info: the newest among the inputs here, and what else it is to watch (as the dep-info names it),
 * so that any later edit is newer. It must not be older than what the unit read from the build directory: those files keep
 * their times.
 */
export function depInfoTime(manifest: Manifest, contents: WorktreeContents, watched: WatchedUnit = NOTHING_WATCHED): bigint | undefined {
  if (manifest.source.kind !== 'path' || manifest.kind === 'run-build-script') return undefined;
  const root = contents.absolute(manifest.source.root);
  return watched.paths.reduce((newest, path) => {
    const ns = contents.watchedNs(posix.resolve(root, path)) ?? 0n;
    return ns > newest && !isAhead(ns) ? ns : newest;
  }, newestInput(manifest, contents));
}
