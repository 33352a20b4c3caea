import { parseRustcDepInfo } from '../../../formats/cargo/rustc-dep-info.ts';
import { waysOf, type PlacementSettings } from '../../../store/place/policy.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { mayHaveCapabilities } from '../../../system/capabilities.ts';
import { lstat, readText, type FileStat } from '../../../system/fs.ts';
import { walk } from '../../../system/walk.ts';
import { FingerprintIndex } from '../../../units/graph.ts';
import type { BuiltUnit, PackageSource } from '../../../units/model.ts';
import { isOutput } from '../../../units/outputs.ts';
import { plainPaths } from '../plain-path.ts';
import type { Place } from '../places.ts';
import { readUnits } from '../stale/read-units.ts';
import type { OrderedUnit } from './keep-order.ts';

/** A file that may share an inode, or its blocks, with an equal one elsewhere. */
export interface ShareableFile {
  /** Relative to the build directory. */
  readonly path: string;
  readonly absolute: string;
  readonly stat: FileStat;
  /** All names of its inode below the place's directories, this one among them. */
  readonly names: readonly string[];
}

export interface ShareablePlace {
  readonly place: Place;
  readonly files: readonly ShareableFile[];
  readonly units: readonly OrderedUnit[];
}

/** Whole units of a build directory with those of their files that can be one with another worktree's. */
export function shareableFiles(
  place: Place,
  o: { readonly settings: PlacementSettings; readonly cargoHome: AbsolutePath; readonly extents: boolean },
): ShareablePlace {
  const { buildDirectory } = place;
  const whole = readUnits(buildDirectory).flatMap(({ read }) => (read.ok ? [read.value] : []));
  const index = new FingerprintIndex(whole);
  const isPlain = plainPaths(buildDirectory);
  const names = namesByInode(place);
  const files: ShareableFile[] = [];
  const units: OrderedUnit[] = [];
  for (const unit of whole) {
    const source = sourceKind(unit, o.cargoHome, buildDirectory);
    const dependencies = unit.record.deps.flatMap((dep) => {
      const found = index.find(dep, unit.profileDirectory);
      return found.ok ? [found.value.slot] : [];
    });
    // What it must not be older than is not known in full: it stays as it is.
    const isOpen = dependencies.length < unit.record.deps.length;
    const outputs: OrderedUnit['times']['outputs'][number][] = [];
    for (const { role, path } of unit.files) {
      const absolute = `${buildDirectory}/${path}`;
      const stat = lstat(absolute);
      if (stat?.kind !== 'file') continue;
      if (isOutput(role)) outputs.push({ role, path, size: stat.size, mtimeNs: stat.mtimeNs });
      const ways = waysOf({ role, unit: unit.kind, source, reflink: o.extents, settings: o.settings, to: 'worktree' });
      const may = o.extents ? stat.size >= SMALLEST_EXTENT : !isOpen && stat.size > 0 && ways.includes('link') && !(role === 'executable' && mayHaveCapabilities(absolute));
      if (may && isPlain(path)) files.push({ path, absolute, stat, names: names.get(idOf(stat)) ?? [absolute] });
    }
    units.push({ slot: unit.slot, times: { kind: unit.kind, outputs }, dependencies });
  }
  return { place, files, units };
}

/** Below a block, a file lies in the file system's own tree and shares nothing. */
const SMALLEST_EXTENT = 4096;

export function idOf(stat: FileStat): string {
  return `${stat.dev}:${stat.ino}`;
}

/** Cargo gives outputs a second name where people look for them (`debug/app`): both must change for any gain. */
function namesByInode({ buildDirectory, targetDirectory }: Place): Map<string, string[]> {
  const names = new Map<string, string[]>();
  const roots = targetDirectory.startsWith(`${buildDirectory}/`) || targetDirectory === buildDirectory ? [buildDirectory] : [buildDirectory, targetDirectory];
  for (const root of roots) {
    walk(root, ({ path, stat }) => {
      if (stat.kind !== 'file' || stat.links === 1) return;
      const known = names.get(idOf(stat));
      if (known === undefined) names.set(idOf(stat), [path]);
      else if (!known.includes(path)) known.push(path);
    });
  }
  return names;
}

/** Anything that is not surely from a registry or git is treated as a path package. */
function sourceKind(unit: BuiltUnit, cargoHome: AbsolutePath, buildDirectory: AbsolutePath): PackageSource['kind'] {
  const file = unit.files.find(({ role }) => role === 'rustc-dep-info');
  const text = file && readText(`${buildDirectory}/${file.path}`);
  const first = text === undefined ? undefined : parseRustcDepInfo(text).inputs[0];
  if (first?.startsWith(`${cargoHome}/registry/`) === true) return 'registry';
  return first?.startsWith(`${cargoHome}/git/`) === true ? 'git' : 'path';
}
