import { foreignEntries } from '../../formats/cargo/foreign-entries.ts';
import type { TimeNs } from '../../system/brand.ts';
import { latestOf, tickOf } from '../../system/clock.ts';
import { lstat, readDirectory, type FileStat } from '../../system/fs.ts';
import { once } from '../../system/once.ts';
import { builtNs, fileOf, type CollectedUnit } from './collected.ts';

/** What was written in a build directory, beside what cargo makes, while a build script ran; undefined: nothing. */
export type LeftBeside = (run: CollectedUnit) => string | undefined;

/** More entries are not looked at: then anything may have been written at any time. */
const MOST = 20_000;

/**
 * A script may leave files beside the program, or elsewhere in the target directory. Nothing says whose they are, but they
 * have the times of the run, from its start until cargo wrote down what it had printed.
 */
export function leftBeside(directories: readonly string[]): LeftBeside {
  const entries = once(() => [...new Set(directories)].flatMap((directory) => timesBelow(directory)));
  return (run) => {
    const from = builtNs(run);
    // Cargo sets its time of modification back to the start (`custom_build.rs`); a later change only widens the time.
    const until = fileOf(run, 'script-output')?.stat.ctimeNs;
    if (from === undefined || until === undefined) return undefined;
    const isMeanwhile = (ns: TimeNs): boolean => latestOf(ns) >= from && ns <= until + tickOf(until);
    return entries().find(({ times }) => times === undefined || times.some(isMeanwhile))?.path;
  };
}

interface Entry {
  /** Relative to the directory. */
  readonly path: string;
  /** Undefined: not looked at. */
  readonly times: readonly TimeNs[] | undefined;
}

function timesBelow(directory: string): Entry[] {
  const found: Entry[] = [];
  const visit = (path: string): void => {
    const stat = lstat(`${directory}/${path}`);
    if (stat === undefined || found.length > MOST) return;
    found.push({ path, times: found.length === MOST ? undefined : timesOf(stat) });
    if (stat.kind === 'directory') for (const { name } of readDirectory(`${directory}/${path}`)) visit(`${path}/${name}`);
  };
  for (const entry of foreignEntries(directory)) visit(entry);
  return found;
}

/** A copied file may have kept its time of modification, and a link that was added later has another time of change. */
function timesOf({ mtimeNs, ctimeNs }: FileStat): TimeNs[] {
  return [mtimeNs, ctimeNs];
}
