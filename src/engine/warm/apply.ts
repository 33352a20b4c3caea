import { basename, dirname } from 'node:path';
import { compilerMessages } from '../../formats/cargo/compiler-messages.ts';
import type { CopiesAhead, PlannedCopy } from '../../store/place/copies-ahead.ts';
import { placeBytes, placeFile, placeSymlink, stampCopy } from '../../store/place/place-file.ts';
import { waysOf, type PlacementSettings } from '../../store/place/policy.ts';
import { rewriteRoots, type Roots } from '../../store/place/rewrite.ts';
import type { TallyCounter } from '../../store/place/tally.ts';
import { blobPath, blobProblem } from '../../store/identity.ts';
import { packedBytes, readPack } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { attempt, type IoProblem } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { readBytes } from '../../system/fs.ts';
import { copyBytes, hardLink, makeDirectoriesBelow, makeDirectoryUnlessThere } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { removeTree, unlinkIfPresent } from '../../system/write.ts';
import { encodeMark } from '../../units/marker.ts';
import { isDwo, shortDwo } from '../../formats/objects/split-debug.ts';
import type { FileRole, Manifest, ManifestFile } from '../../units/model.ts';
import type { OrderedTimes } from '../../units/stamps.ts';
import { layAbsentLinks } from './absent-links.ts';
import { watchesNothing, withWatched, type WatchedUnit } from './watched.ts';

/** What a placed unit has that differs from the stored one. */
export interface Adjustments {
  readonly times: OrderedTimes;
  /** For cargo's dep-info; undefined keeps the stored time. */
  readonly depInfoNs: bigint | undefined;
  /** Computed for this worktree, where its build script's fingerprint holds a time. */
  readonly fingerprint: { readonly text: string; readonly json: string } | undefined;
  readonly replaces: boolean;
  /** What cargo's dep-info is to name beside the inputs. */
  readonly watched: WatchedUnit;
}

export interface PlaceUnitOptions {
  readonly store: Store;
  readonly buildDirectory: AbsolutePath;
  readonly roots: Roots;
  readonly reflink: boolean;
  readonly settings: PlacementSettings;
  readonly tally: TallyCounter;
  /** Directories known to be there. */
  readonly directories: Set<string>;
  /** Of what {@link copiesOf} gave. */
  readonly ahead: CopiesAhead;
}

export type PlaceProblem =
  | { readonly kind: 'damaged'; readonly file: string }
  | { readonly kind: 'io'; readonly problem: IoProblem };

/**
 * Places one unit. It becomes visible to cargo last, by its fingerprint's hash file: wherever this is cut short,
 * cargo finds a unit that is not built. Nothing that another worktree shares is written to.
 */
export async function placeUnit(manifest: Manifest, change: Adjustments, o: PlaceUnitOptions): Promise<Result<void, PlaceProblem>> {
  const pack = readPack(o.store, manifest);
  if (!pack.ok) return err({ kind: 'damaged', file: 'pack' });
  const hidden = attempt(() => hideOld(manifest, change, o));
  if (!hidden.ok) return err({ kind: 'io', problem: hidden.error });
  const { absent } = change.watched;
  if (absent !== undefined) {
    const parent = attempt(() => ensureDirectory(dirname(absent.directory), o));
    const laid = parent.ok ? layAbsentLinks(absent) : parent;
    if (!laid.ok) return err({ kind: 'io', problem: laid.error });
  }
  for (const last of [false, true]) {
    for (const file of manifest.files) {
      if ((file.role === 'fingerprint') !== last) continue;
      const placed = await placeOne(file, { manifest, change, pack: pack.value, ...o });
      if (!placed.ok) return placed;
    }
  }
  return ok(undefined);
}

/** What stood there is gone for cargo before its files are replaced one by one. */
function hideOld(manifest: Manifest, change: Adjustments, o: PlaceUnitOptions): void {
  for (const file of manifest.files) {
    if (file.role !== 'fingerprint') continue;
    const path = `${o.buildDirectory}/${file.path}`;
    // In a directory that was not there nothing stood.
    if (ensureDirectory(dirname(path), o)) continue;
    if (change.replaces) unlinkIfPresent(path);
    // The compiler's messages of the former unit: where this one has none, cargo would print those as its own.
    unlinkIfPresent(`${dirname(path)}/output-${basename(path)}`);
  }
  if (change.replaces) {
    const outDirectory = manifest.directories[0];
    if (outDirectory !== undefined) {
      ensureDirectory(dirname(`${o.buildDirectory}/${outDirectory}`), o);
      removeTree(`${o.buildDirectory}/${outDirectory}`);
      forgetBelow(`${o.buildDirectory}/${outDirectory}`, o.directories);
    }
  }
  for (const directory of manifest.directories) ensureDirectory(`${o.buildDirectory}/${directory}`, o);
}

/** One by one: a symbolic link on the way would lead out of the build directory. True where it surely was not there before. */
function ensureDirectory(path: string, o: Pick<PlaceUnitOptions, 'buildDirectory' | 'directories'>): boolean {
  if (o.directories.has(path)) return false;
  let isNew = false;
  // What is above it stood there when the lock was taken: gone since, it must not come back by this.
  if (path === o.buildDirectory) makeDirectoriesBelow(dirname(path), path);
  else {
    ensureDirectory(dirname(path), o);
    isNew = makeDirectoryUnlessThere(path);
  }
  o.directories.add(path);
  return isNew;
}

function forgetBelow(path: string, known: Set<string>): void {
  for (const directory of known) if (directory === path || directory.startsWith(`${path}/`)) known.delete(directory);
}

type OneFile = PlaceUnitOptions & { manifest: Manifest; change: Adjustments; pack: Buffer };

async function placeOne(file: ManifestFile, o: OneFile): Promise<Result<void, PlaceProblem>> {
  const to = `${o.buildDirectory}/${file.path}`;
  const parent = attempt(() => ensureDirectory(dirname(to), o));
  if (!parent.ok) return err({ kind: 'io', problem: parent.error });
  const mtimeNs = timeOf(file, o.change);
  const placed = placeContent(file, { ...o, to, mtimeNs, isCopied: await o.ahead.take(to) });
  if (!placed.ok) return placed;
  const named = file.role === 'debug-info' && isDwo(to) ? attempt(() => nameAgain(to, shortDwo(to))) : undefined;
  if (named?.ok === false) return err({ kind: 'io', problem: named.error });
  o.tally.add(placed.value, file.size);
  return ok(undefined);
}

function nameAgain(file: string, name: string): void {
  unlinkIfPresent(name);
  if (!attempt(() => hardLink(file, name)).ok) copyBytes(file, name);
}

function placeContent(
  file: ManifestFile,
  o: OneFile & { to: string; mtimeNs: bigint | undefined; isCopied: boolean },
): Result<'reflink' | 'link' | 'copy', PlaceProblem> {
  const { manifest, to, mtimeNs } = o;
  const time = mtimeNs ?? BigInt(file.mtimeNs);
  if (file.content.at === 'symlink') return io(placeSymlink({ target: file.content.target, to, mtimeNs: time }));
  if (file.content.at === 'pack') {
    const bytes = bytesFor(file, packedBytes(o.pack, file), o);
    if (bytes === undefined) return err({ kind: 'damaged', file: file.path });
    return io(placeBytes({ bytes, to, mode: file.mode, mtimeNs }));
  }
  if (blobProblem(o.store, manifest, file) !== undefined) {
    if (o.isCopied) attempt(() => unlinkIfPresent(to));
    return err({ kind: 'damaged', file: file.path });
  }
  const from = blobPath(o.store, manifest, file.content.name);
  if (isAdapted(file)) {
    const stored = readBytes(from);
    const bytes = stored && bytesFor(file, stored, o);
    if (bytes === undefined) return err({ kind: 'damaged', file: file.path });
    return io(placeBytes({ bytes, to, mode: file.mode, mtimeNs }));
  }
  if (o.isCopied) return io(stampCopy(to, time));
  const placed = placeFile({ from, to, ways: ways(file, o), mtimeNs: time });
  // A collection may have dropped the unit since it was looked at: then nothing is wrong with the build directory.
  if (!placed.ok && blobProblem(o.store, manifest, file) !== undefined) return err({ kind: 'damaged', file: file.path });
  return io(placed);
}

/** Whether other bytes than the stored ones may be placed. */
function isAdapted(file: ManifestFile): boolean {
  return file.rewrite === true || file.role === 'cached-messages';
}

/** Smaller ones are sooner copied than handed over. */
const LARGE = 1 << 20;

/** The large files of a unit that are to be copied; of one that replaces another they come in its turn, when that one is hidden. */
export function* copiesOf(manifest: Manifest, change: Pick<Adjustments, 'times' | 'replaces'>, o: Omit<PlaceUnitOptions, 'ahead'>): Generator<PlannedCopy> {
  if (change.replaces) return;
  for (const file of manifest.files) {
    if (file.content.at !== 'blob' || file.size < LARGE || isAdapted(file) || ways(file, { ...o, manifest, change })[0] !== 'copy') continue;
    const to = `${o.buildDirectory}/${file.path}`;
    if (attempt(() => ensureDirectory(dirname(to), o)).ok) yield { from: blobPath(o.store, manifest, file.content.name), to };
  }
}

type Placing = Pick<PlaceUnitOptions, 'reflink' | 'settings'> & { readonly manifest: Manifest; readonly change: Pick<Adjustments, 'times'> };

/** A file with a time of its own must be a file of its own. */
function ways(file: ManifestFile, o: Placing): ReturnType<typeof waysOf> {
  const all = waysOf({
    role: file.role,
    unit: o.manifest.kind,
    source: o.manifest.source.kind,
    reflink: o.reflink,
    settings: o.settings,
    to: 'worktree',
    writtenInPlace: file.private === true,
  });
  const isStamped = o.change.times.stamped.some((output) => output.path === file.path);
  return isStamped ? all.filter((way) => way !== 'link') : all;
}

/**
 * `undefined` is the present: cargo looks at no time of these files. That of `invoked.timestamp` says when the unit's
 * inputs were compared here, as it says when they were read where cargo built it.
 */
function timeOf(file: ManifestFile, change: Adjustments): bigint | undefined {
  if (PRESENT.has(file.role)) return undefined;
  if (file.role === 'dep-info' && change.depInfoNs !== undefined) return change.depInfoNs;
  const stamped = change.times.stamped.find((output) => output.path === file.path);
  return stamped?.mtimeNs ?? BigInt(file.mtimeNs);
}

const PRESENT: ReadonlySet<FileRole> = new Set(['fingerprint', 'fingerprint-json', 'invoked-timestamp']);

function bytesFor(file: ManifestFile, stored: Buffer, o: OneFile): Buffer | string | undefined {
  const { manifest, change } = o;
  switch (file.role) {
    case 'fingerprint':
      return change.fingerprint?.text ?? stored;
    case 'fingerprint-json':
      return change.fingerprint?.json ?? stored;
    case 'invoked-timestamp':
      return encodeMark({ unit: manifest.key, roots: manifest.closureRoots });
    case 'dep-info': {
      const own = ownPaths(file, stored, o);
      return own === undefined || watchesNothing(change.watched) ? own : withWatched(own, change.watched);
    }
    case 'cached-messages': {
      const own = ownPaths(file, stored, o);
      return own === undefined ? undefined : compilerMessages(own);
    }
    default:
      return ownPaths(file, stored, o);
  }
}

function ownPaths(file: ManifestFile, stored: Buffer, { manifest, roots }: OneFile): Buffer | undefined {
  return file.rewrite === true ? rewriteRoots(stored, { role: file.role, origins: manifest.origins, roots }) : stored;
}

function io<T>(result: Result<T, IoProblem>): Result<T, PlaceProblem> {
  return result.ok ? result : err({ kind: 'io', problem: result.error });
}
