import { CopiesAhead, type PlannedCopy } from '../../store/place/copies-ahead.ts';
import { placeBytes } from '../../store/place/place-file.ts';
import { canReflink } from '../../store/place/probe.ts';
import type { WorktreeContents } from '../contents/worktree-contents.ts';
import type { SurveyedUnit } from '../save/survey.ts';
import type { Store } from '../../store/open.ts';
import { storePaths } from '../../store/paths.ts';
import { readSeen, writeSeen } from '../../store/targets.ts';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes } from '../../system/fs.ts';
import { isInterrupted } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unlinkIfPresent } from '../../system/write.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { copiesOf, placeUnit, type PlaceUnitOptions } from './apply.ts';
import type { Decision } from './decide.ts';
import { depInfoTime } from './floors.ts';
import type { Work } from '../clone/ambient.ts';
import type { Here, Placing } from './options.ts';
import type { WarmStep } from './plan.ts';
import { layAbsentLinks } from './absent-links.ts';
import { NOTHING_WATCHED, withWatched, type Watched, type WatchedUnit } from './watched.ts';

/** What came of a plan. */
export interface Performed {
  /** Slots that were to be placed and are not: left to cargo. */
  readonly lost: ReadonlySet<Slot>;
  /** Those of them that there was no time for. */
  readonly outOfTime: number;
}

/**
 * Performs a plan, under cargo's locks. Whatever is done when it stops is whole; the error is the system's code for
 * why the build directory could not be written.
 */
export async function perform(work: Work, here: Here, o: Placing, { plan, surveyed, fingerprints, watched }: Decision): Promise<Result<Performed, string>> {
  const { buildDirectory, targetDirectory } = o.tree;
  const options = {
    store: work.store,
    buildDirectory,
    roots: { worktree: here.worktree, 'build-directory': buildDirectory, 'target-directory': targetDirectory },
    // A file that is always there: one made for this would be left where it cannot be removed again.
    reflink: canReflink(storePaths.marker(work.store.root), buildDirectory),
    settings: work.settings,
    tally: o.tally,
    directories: new Set<string>(),
  };
  // Before anything is replaced, nothing that will be is fresh any more: cut short at any point, cargo rebuilds what
  // is missing and never combines an old unit with a new dependency.
  for (const step of plan.steps) hideFromCargo(step, buildDirectory);
  const standing = new Map(plan.steps.flatMap((step) => (step.do === 'invalidate' ? [] : [[step.manifest.slot, step.manifest] as const])));
  const asked = new Set(plan.steps.flatMap((step) => (step.do === 'place' ? step.manifest.dependencies.map(({ slot }) => slot) : [])));
  const placed: Manifest[] = [];
  const lost = new Set<Slot>();
  let left = 0;
  const ahead = new CopiesAhead(copiesOfAll(plan.steps, options));
  try {
    for (const [index, step] of plan.steps.entries()) {
      if (step.do === 'keep' && asked.has(step.manifest.slot)) watchMore(step.manifest, { contents: here.contents, buildDirectory }, watched);
      if (step.do !== 'place') continue;
      const { manifest } = step;
      const isLate = performance.now() > o.patience.deadline || (await isInterrupted(work.signal));
      if (isLate) left += 1;
      // What a unit was compiled against must stand there: without it, or without time for it, it is left to cargo.
      if (isLate || manifest.dependencies.some((edge) => lost.has(edge.slot))) {
        lost.add(manifest.slot);
        continue;
      }
      const more = watched.get(manifest.slot) ?? NOTHING_WATCHED;
      const changed = fingerprints.changed.get(manifest.slot);
      const done = await placeUnit(
        manifest,
        {
          times: step.times,
          depInfoNs: depInfoStamp(manifest, { standing, contents: here.contents, watched: more }),
          fingerprint: changed && { text: changed.fingerprint, json: changed.json },
          replaces: step.replaces,
          watched: more,
        },
        { ...options, ahead },
      );
      if (done.ok) placed.push(manifest);
      else {
        lost.add(manifest.slot);
        if (done.error.kind === 'io') {
          remember(work.store, buildDirectory, { surveyed, placed });
          return err(done.error.problem.code);
        }
      }
      o.progress(index + 1, plan.steps.length);
    }
  } finally {
    await ahead.end();
  }
  remember(work.store, buildDirectory, { surveyed, placed });
  return ok({ lost, outOfTime: left });
}

function* copiesOfAll(steps: readonly WarmStep[], options: Omit<PlaceUnitOptions, 'ahead'>): Generator<PlannedCopy> {
  for (const step of steps) if (step.do === 'place') yield* copiesOf(step.manifest, step, options);
}

function hideFromCargo(step: WarmStep, buildDirectory: AbsolutePath): void {
  if (step.do === 'keep' || (step.do === 'place' && !step.replaces)) return;
  const path = step.do === 'place' ? step.manifest.files.find((f) => f.role === 'fingerprint')?.path : step.fingerprintPath;
  if (path !== undefined) attempt(() => unlinkIfPresent(`${buildDirectory}/${path}`));
}

/** A build script that stands here, and whose run is placed: cargo is to watch what that run was compared by. */
function watchMore(manifest: Manifest, o: { readonly contents: WorktreeContents; readonly buildDirectory: AbsolutePath }, watched: Watched): void {
  const more = watched.get(manifest.slot);
  const file = manifest.files.find(({ role }) => role === 'dep-info');
  if (manifest.kind !== 'build-script' || more === undefined || file === undefined) return;
  const path = `${o.buildDirectory}/${file.path}`;
  const present = readBytes(path);
  const stat = lstat(path);
  const bytes = present && withWatched(present, more);
  if (stat === undefined || bytes === undefined) return;
  if (more.absent !== undefined && !layAbsentLinks(more.absent).ok) return;
  const needed = depInfoTime(manifest, o.contents, more) ?? 0n;
  placeBytes({ bytes, to: path, mode: stat.mode, mtimeNs: needed > stat.mtimeNs ? needed : stat.mtimeNs });
}

/** Not older than the newest input here, nor than what the unit read from its build script's OUT_DIR. */
function depInfoStamp(
  manifest: Manifest,
  o: { standing: ReadonlyMap<Slot, Manifest>; contents: WorktreeContents; watched: WatchedUnit },
): bigint | undefined {
  let stamp = depInfoTime(manifest, o.contents, o.watched);
  if (stamp === undefined) return undefined;
  for (const { slot } of manifest.dependencies) {
    for (const file of o.standing.get(slot)?.files ?? []) {
      if (file.role === 'out-file' && BigInt(file.mtimeNs) > stamp) stamp = BigInt(file.mtimeNs);
    }
  }
  return stamp;
}

/** So that the next look at this directory knows what stands there. */
function remember(store: Store, buildDirectory: AbsolutePath, { surveyed, placed }: { readonly surveyed: readonly SurveyedUnit[]; readonly placed: readonly Manifest[] }): void {
  const seen = readSeen(store, buildDirectory);
  const present = new Set(surveyed.map(({ entry }) => entry.slot));
  for (const slot of seen.keys()) if (!present.has(slot)) seen.delete(slot);
  for (const manifest of placed) {
    const file = manifest.files.find((f) => f.role === 'fingerprint');
    const stat = file && lstat(`${buildDirectory}/${file.path}`);
    if (stat === undefined) continue;
    seen.set(manifest.slot, { ino: String(stat.ino), mtimeNs: String(stat.mtimeNs), result: { saved: manifest.key } });
  }
  writeSeen(store, buildDirectory, seen);
}
