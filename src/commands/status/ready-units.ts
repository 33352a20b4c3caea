import { posix } from 'node:path';
import { parseDepInfo } from '../../formats/cargo/dep-info.ts';
import type { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import { isBelow } from '../../engine/save/donor.ts';
import { presentTimes } from '../../engine/save/known-units.ts';
import type { SurveyedUnit } from '../../engine/save/survey.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { lstat, readBytes } from '../../system/fs.ts';
import type { Manifest, Slot, UnitKey } from '../../units/model.ts';
import { newest } from '../../units/outputs.ts';
import { newestInput } from '../../engine/warm/floors.ts';

export interface ReadyOptions {
  readonly buildDirectory: AbsolutePath;
  /** The roots of the workspaces that build there. */
  readonly workspaces: readonly AbsolutePath[];
  readonly surveyed: readonly SurveyedUnit[];
  readonly manifest: (key: UnitKey) => Manifest | undefined;
  readonly contents: WorktreeContents;
  /** The newest modification time among the files of a package, its root relative to the worktree. */
  readonly newestIn: (root: string) => bigint;
}

/**
 * The stored units of a build directory that are fresh by the times of the files that cargo compares, all that they
 * stand on included. No content is read and cargo is not asked, so that a screen for many worktrees is there at once:
 * other flags, features or another compiler do not show here.
 */
export function readyUnits(o: ReadyOptions): Set<Slot> {
  const manifests = new Map<Slot, Manifest>();
  const ready = new Set<Slot>();
  for (const { entry, seen, fingerprintFile } of o.surveyed) {
    const manifest = seen !== undefined && 'saved' in seen.result ? o.manifest(seen.result.saved) : undefined;
    if (manifest === undefined) continue;
    manifests.set(entry.slot, manifest);
    if (isUntouched(manifest, fingerprintFile.mtimeNs, o)) ready.add(entry.slot);
  }
  for (let before = -1; before !== ready.size; ) {
    before = ready.size;
    for (const slot of ready) if (manifests.get(slot)?.dependencies.some((edge) => !ready.has(edge.slot)) === true) ready.delete(slot);
  }
  return ready;
}

function isUntouched(manifest: Manifest, recordedNs: bigint, o: ReadyOptions): boolean {
  if (manifest.source.kind !== 'path') return true;
  if (manifest.kind !== 'run-build-script') return isDepInfoFresh(manifest, o.contents.absolute(manifest.source.root), o);
  // Without rerun-if, cargo's record holds the time of the newest file of the package.
  const whole = manifest.conditions.find(({ kind }) => kind === 'precalculated-mtime');
  if (whole?.kind === 'precalculated-mtime') return o.newestIn(whole.root) <= recordedNs;
  return newestInput(manifest, o.contents) <= newest(presentTimes(manifest, o.buildDirectory).outputs);
}

/** As `find_stale_file` in cargo's `fingerprint/mod.rs`: nothing that the dep-info names is gone, or newer than it. */
function isDepInfoFresh(manifest: Manifest, packageRoot: string, o: ReadyOptions): boolean {
  const file = manifest.files.find(({ role }) => role === 'dep-info');
  const path = `${o.buildDirectory}/${file?.path ?? ''}`;
  const [bytes, recordedNs] = [readBytes(path), lstat(path)?.mtimeNs];
  const depInfo = bytes && parseDepInfo(bytes);
  if (depInfo?.ok !== true || recordedNs === undefined) return false;
  const [workspace = packageRoot] = o.workspaces.filter((root) => isBelow(packageRoot, root)).sort((a, b) => b.length - a.length);
  const bases = { package: packageRoot, build: o.buildDirectory, workspace };
  return depInfo.value.files.every(({ base, path }) => {
    const ns = o.contents.watchedNs(posix.resolve(bases[base], path));
    return ns !== undefined && ns <= recordedNs;
  });
}
