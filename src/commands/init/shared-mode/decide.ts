import type { AbsolutePath } from '../../../system/brand.ts';
import type { Failure } from '../../../system/failure.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import { buildDirValue } from './config-edits.ts';
import { readPlaceConfig, type PlaceConfig } from './place-config.ts';
import type { SharedRequest } from './plan-shared.ts';
import type { LeftOutReason } from './steps.ts';
import type { Place } from './places.ts';
import { isTrackedAnywhere } from './survey.ts';

/** A place with what becomes of it. */
export interface DecidedPlace extends Place {
  readonly worktree: AbsolutePath;
  readonly gitDirectory: AbsolutePath;
  readonly config: PlaceConfig;
  /** `opt-out`: it would inherit the shared directory from above, and must not. `leave`: nothing is to be done. */
  readonly decision: 'share' | 'opt-out' | 'leave';
  /** Why it does not share. */
  readonly reason: { readonly why: LeftOutReason; readonly file: string } | undefined;
}

/**
 * Decides on each place. A failure where sharing would be of no use (no main place can) or wrong (a place that cannot
 * share would inherit the shared directory, and its configuration cannot say otherwise).
 */
export async function decidePlaces(
  o: Pick<SharedRequest, 'surveys' | 'env' | 'variant' | 'directory'>,
): Promise<Result<DecidedPlace[], Failure>> {
  const read = await readPlaces(o);
  const shares = (place: ReadPlace): boolean => place.reason === undefined;
  const sharing = read.filter(shares);
  const roots = read.filter((place) => isMainPlace(place, read));
  const [blamed] = roots;
  if (blamed !== undefined && !roots.some(shares)) return err(cannotShare(blamed));

  const decided: DecidedPlace[] = [];
  for (const place of read) {
    const outer = nearestAbove(place, sharing);
    if (shares(place)) decided.push({ ...place, decision: 'share' });
    else if (outer === undefined) decided.push({ ...place, decision: 'leave' });
    else if (place.config.problem === undefined && !place.linked) decided.push({ ...place, decision: 'opt-out' });
    else if (isHarmless(place, outer, o)) decided.push({ ...place, decision: 'leave' });
    else return err(cannotShare(place));
  }
  return ok(decided);
}

/** The workspace at a worktree's root is what people mean; those beside it, such as `fuzz`, are not enough. */
function isMainPlace({ workspace, worktree }: ReadPlace, all: readonly ReadPlace[]): boolean {
  return workspace === '' || !all.some((other) => other.worktree === worktree && other.workspace === '');
}

interface ReadPlace extends Omit<DecidedPlace, 'decision'> {
  readonly linked: boolean;
}

async function readPlaces({ surveys, env }: Pick<SharedRequest, 'surveys' | 'env'>): Promise<ReadPlace[]> {
  const places: Omit<ReadPlace, 'linked' | 'reason'>[] = [];
  for (const { worktree, gitDirectory, places: found, tracked } of surveys) {
    for (const place of found) {
      const config = await readPlaceConfig({
        place: place.path,
        tracked: (path) => tracked.has(path.slice(worktree.path.length + 1)),
        env,
      });
      places.push({ ...place, worktree: worktree.path, gitDirectory, config });
    }
  }
  const files = places.map(({ config }) => config.realPath);
  return places.map((place) => {
    const { config, unhashed } = place;
    const isLink = config.realPath !== config.path;
    const linked = isLink && files.filter((file) => file === config.realPath).length > 1;
    const tracked = isLink && isTrackedAnywhere(config.realPath);
    const problem = config.problem ?? (tracked ? { why: 'config-tracked' as const, file: config.realPath } : undefined);
    const reason = linked
      ? { why: 'config-linked' as const, file: config.path }
      : (problem ??
        (unhashed === undefined ? undefined : { why: 'unhashed-library' as const, file: `${place.worktree}/${unhashed}` }));
    return { ...place, config: problem === undefined ? config : { ...config, problem }, linked, reason };
  });
}

/** The sharing place whose configuration this one inherits. */
function nearestAbove(place: ReadPlace, sharing: readonly ReadPlace[]): ReadPlace | undefined {
  return sharing
    .filter(({ path }) => place.path.startsWith(`${path}/`))
    .reduce<ReadPlace | undefined>((best, other) => (best === undefined || other.path.length > best.path.length ? other : best), undefined);
}

/**
 * Whether what a place inherits mixes nothing up: a template gives it a directory of its own; in the same worktree
 * the outer place's wrapper is as good as one of its own, except for files without a hash.
 */
function isHarmless(place: ReadPlace, outer: ReadPlace, { variant, directory }: Pick<SharedRequest, 'variant' | 'directory'>): boolean {
  const byTemplate = variant === 'build-dir' && buildDirValue(outer.path, directory) !== directory;
  return byTemplate || (outer.worktree === place.worktree && place.unhashed === undefined);
}

function cannotShare({ reason, path }: ReadPlace): Failure {
  const file = reason?.file ?? path;
  const linked = 'Linked mode works here: `cargo share init`.';
  switch (reason?.why) {
    case 'config-tracked':
      return {
        code: 'cargo-config-tracked',
        message: 'Git tracks this cargo configuration, so a path of this machine does not belong in it.',
        path: file,
        hint: `${linked} Shared mode works by environment variables too: docs/shared-mode.md, "A configuration that git tracks".`,
      };
    case 'unhashed-library':
      return {
        code: 'shared-mode-unsound',
        message: 'This crate is a `dylib` or `cdylib`: cargo gives its files no hash, so in one build directory a worktree would get another one\'s library.',
        path: file,
        hint: linked,
      };
    case 'wrapper-taken':
      return {
        code: 'cargo-config-taken',
        message: '`build.rustc-workspace-wrapper` is set already, and shared mode needs it.',
        path: file,
        hint: linked,
      };
    case 'config-linked':
      return {
        code: 'cargo-config-taken',
        message: 'This is a link, and each worktree needs a cargo configuration of its own.',
        path: file,
        hint: `Replace it by what it leads to. ${linked}`,
      };
    case 'config-unclear':
    case undefined:
      return {
        code: 'cargo-config-invalid',
        message: 'This cargo configuration includes others or is not TOML 1.0, so what it sets cannot be told.',
        path: file,
        hint: linked,
      };
  }
}
