import { posix } from 'node:path';
import { attempt, type IoProblem } from '../../system/attempt.ts';
import { makeDirectoryUnlessThere } from '../../system/move.ts';
import type { Result } from '../../system/result.ts';
import { setMtime } from '../../system/times.ts';
import { placeSymlink } from '../../store/place/place-file.ts';
import { sha256 } from '../../units/identity.ts';
import type { Manifest } from '../../units/model.ts';

/**
 * A directory of links to what is not there. Cargo takes a missing file for a change, but of a directory the newest time
 * of all that it finds below, by links too, and passes over what it cannot look at (`mtime_recursive` in cargo-util's
 * `paths.rs`, 1.95): so it sees when one of them appears. Of a link that leads somewhere the link's own time counts too, of one that
 * leads nowhere nothing: theirs lies ahead, so that what comes with an old time (`cp -p`) is seen as well.
 */
export interface AbsentLinks {
  /** Beside cargo's own record of the unit; absolute. */
  readonly directory: string;
  /** What the links name, in their order: as seen from the directory, so that a worktree may be moved. */
  readonly targets: readonly string[];
}

/** Undefined where nothing is missing, or cargo keeps no dep-info of the unit. The name tells what the links are. */
export function absentLinks(unit: Manifest, buildDirectory: string, absent: ReadonlySet<string>): AbsentLinks | undefined {
  const record = unit.files.find(({ role }) => role === 'dep-info');
  if (record === undefined || absent.size === 0) return undefined;
  const beside = posix.dirname(`${buildDirectory}/${record.path}`);
  // One directory below.
  const targets = [...absent].sort().map((path) => `../${posix.relative(beside, path)}`);
  return { directory: `${beside}/absent-${sha256(targets.join('\n')).slice(0, NAME_LENGTH)}`, targets };
}

const NAME_LENGTH = 16;

/** Older than whatever cargo compares it with. */
const LONG_AGO_NS = 1_000_000_000n;
/** Later, and still before the year 2038, at which some file systems end. */
const FAR_AHEAD_NS = 2_147_000_000_000_000_000n;

/** Lays the links out beside cargo's record, which must have its directory; those of an earlier warm, of the same name, are the same. */
export function layAbsentLinks({ directory, targets }: AbsentLinks): Result<void, IoProblem> {
  const made = attempt(() => makeDirectoryUnlessThere(directory));
  if (!made.ok) return made;
  for (const [index, target] of targets.entries()) {
    const placed = placeSymlink({ target, to: `${directory}/${index}`, mtimeNs: FAR_AHEAD_NS });
    if (!placed.ok) return placed;
  }
  return attempt(() => setMtime(directory, LONG_AGO_NS));
}
