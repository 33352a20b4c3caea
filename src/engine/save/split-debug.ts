import { dwoNames, hidesDwoNames, holdsDwo, isDwo, shortDwo } from '../../formats/objects/split-debug.ts';
import { lstat, readBytes, realpath } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { sha256 } from '../../units/identity.ts';
import type { Condition, FileRole, Origin, Sha256 } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { stagedPath, type CollectedFile, type CollectedUnit } from './collected.ts';
import type { Edges } from './edges.ts';
import type { JudgeContext } from './judge-context.ts';

/** What is to be done so that a unit finds the `.dwo` files of the worktree that it is placed in. */
export interface SplitDebug {
  readonly conditions: readonly Condition[];
  /** Files in which other names are to stand. */
  readonly rewrite: readonly CollectedFile[];
  readonly origins: readonly Origin[];
  /** What it was compiled against names files too, some by random: dependents go with these very ones. */
  readonly digest: (digest: Sha256) => Sha256;
}

const NAMING: ReadonlySet<FileRole> = new Set(['rlib', 'dylib', 'executable']);
const LINKED: ReadonlySet<FileRole> = new Set(['dylib', 'executable']);

/**
 * Undefined: neither the unit nor a library in it has its debug information in files of its own. Each name must be one of a file in
 * the donor's build directory: dependencies are placed with theirs.
 *
 * @param known what is known already of files: whether they hold `.dwo` files
 */
export function splitDebug(unit: CollectedUnit, edges: Edges, known: ReadonlyMap<CollectedFile, boolean>, context: JudgeContext): Result<SplitDebug | undefined, SaveRefusal> {
  const own = unit.files.flatMap(({ role, path }) => (role === 'debug-info' && isDwo(path) ? [path] : []));
  const isBelow = edges.manifests.some(({ conditions }) => conditions.some(({ kind }) => kind === 'debug-files'));
  const holds = unit.files.some((file) => file.role === 'rlib' && (known.get(file) ?? holdsDwo(stagedPath(file) ?? '')));
  if (own.length === 0 && !isBelow && !holds) return ok(undefined);
  const { buildDirectory, spellings } = context.donor;
  const places = [...new Set([buildDirectory, realpath(buildDirectory) ?? buildDirectory, spellings[1] ?? buildDirectory])];
  const rooms: number[] = [];
  const rewrite: CollectedFile[] = [];
  for (const file of unit.files.filter(({ role }) => NAMING.has(role))) {
    const bytes = readBytes(stagedPath(file) ?? '');
    if (bytes === undefined) return err({ reason: 'incomplete', missing: file.path });
    if (LINKED.has(file.role) && hidesDwoNames(stagedPath(file) ?? '')) return err({ reason: 'debug-objects', file: file.path, object: 'compressed' });
    const names = dwoNames(bytes);
    for (const { path, length } of names) {
      const place = places.find((directory) => path.startsWith(`${directory}/`));
      const below = place === undefined ? undefined : path.slice(place.length);
      if (below === undefined || lstat(buildDirectory + below) === undefined) return err({ reason: 'debug-objects', file: file.path, object: path });
      rooms.push(length - Buffer.byteLength(shortDwo(below)));
    }
    if (names.length > 0) rewrite.push(file);
  }
  const origins = [...context.origins.filter(({ path }) => !places.includes(path)), ...places.map((path): Origin => ({ path: path as AbsolutePath, means: 'build-directory' }))];
  return ok({
    conditions: [{ kind: 'debug-files', room: rooms.length === 0 ? null : Math.min(...rooms) }],
    rewrite,
    origins: origins.sort((a, b) => b.path.length - a.path.length),
    digest: (digest) => sha256(JSON.stringify(['debug-files', digest, own.toSorted(), edges.edges.map((edge) => edge.digest)])),
  });
}
