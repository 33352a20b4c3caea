import { relative } from 'node:path';
import { lockProfile } from '../../../formats/cargo/locks.ts';
import type { SetupNote, SetupStep } from '../steps.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { lstat, readDirectory, realpath } from '../../../system/fs.ts';
import type { DecidedPlace } from './decide.ts';
import type { SharedRequest } from './plan-shared.ts';
import { parkedTargetOf, readTarget, targetOf, type Target } from './target-directories.ts';

export interface TargetsPlan {
  readonly steps: readonly SetupStep[];
  readonly notes: readonly SetupNote[];
  /** Links that are there when the steps are done. */
  readonly links: readonly string[];
}

/**
 * What becomes of each `target`: one with units waits aside for the way back, as stale files in it would shadow the
 * right ones; a link into the shared directory goes, or, for the recipe as it is written, is made.
 */
export async function planTargets(
  places: readonly DecidedPlace[],
  { variant, directory, recipe }: Pick<SharedRequest, 'variant' | 'directory' | 'recipe'>,
): Promise<TargetsPlan> {
  const steps: SetupStep[] = [];
  const notes: SetupNote[] = [];
  const links: string[] = [];
  const kept: string[] = [];
  const shared = realpath(directory) ?? directory;
  for (const place of places.filter(({ decision }) => decision === 'share')) {
    const path = targetOf(place.path);
    const moves = path === recipe && recipe !== directory;
    const target: Target = moves ? { kind: 'absent' } : readTarget(path);
    const leadsTo = target.kind === 'link' ? (realpath(target.leadsTo) ?? target.leadsTo) : undefined;
    const intoShared = leadsTo !== undefined && (leadsTo === shared || leadsTo === recipe);
    let free = target.kind === 'absent';
    if (intoShared && target.kind === 'link' && variant === 'build-dir') steps.push({ action: 'unlink-target', path, target: target.target });
    if (target.kind === 'units') {
      const parked = parkedTargetOf(place.path);
      const obstacle = lstat(parked) === undefined ? await busy(path as AbsolutePath) : 'both-there';
      if (obstacle !== undefined) notes.push({ note: 'target-not-moved', path, why: obstacle });
      else {
        steps.push({ action: 'move-target', from: path, to: parked });
        kept.push(parked);
        free = true;
      }
    }
    if (variant === 'build-dir') continue;
    if (target.kind === 'finals') {
      steps.push({ action: 'remove-finals', path });
      free = true;
    }
    if (target.kind === 'other') notes.push({ note: 'target-not-moved', path, why: 'not-cargos' });
    if (free) steps.push({ action: 'link-target', path, target: linkText(place, directory) });
    if (free || intoShared) links.push(path);
  }
  if (kept.length > 0) notes.push({ note: 'output-kept', paths: kept });
  return { steps, notes, links };
}

/** As the recipe has it where the directory lies in the same worktree; a path that survives moves elsewhere. */
function linkText(place: DecidedPlace, directory: string): string {
  return directory.startsWith(`${place.worktree}/`) ? relative(place.path, directory) : directory;
}

/** Whether a cargo builds there now: its files are not moved away under it. */
export async function busy(target: AbsolutePath): Promise<'busy' | undefined> {
  const names = readDirectory(target).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  for (const profileDirectory of names) {
    const lock = await lockProfile({ targetDirectory: target, buildDirectory: target, profileDirectory, mode: 'try' });
    if (!lock.ok) return 'busy';
    lock.value();
  }
  return undefined;
}
