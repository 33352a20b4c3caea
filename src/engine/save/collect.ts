import type { Layout, OutputIndex, UnitEntry } from '../../formats/cargo/layout/layout.ts';
import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import type { Failure } from '../../system/failure.ts';
import { isWhole, lstat, readBytes, readLink, readText } from '../../system/fs.ts';
import { withOpenFile } from '../../system/read-at.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { walk } from '../../system/walk.ts';
import type { BuiltUnit, FileRole, PackageSource, UnitFile, UnitKind } from '../../units/model.ts';
import { isLinkedInPlace } from '../../formats/objects/in-place-linker.ts';
import { unhashedFiles } from '../../units/outputs.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { stageFile, type Staging } from '../../store/stage.ts';
import type { PlacementSettings } from '../../store/place/policy.ts';
import type { CollectedFile, CollectedUnit } from './collected.ts';
import type { Donor } from './donor.ts';

/** What a build script made is held in memory up to this size; what cargo and rustc wrote for themselves always. */
const IN_MEMORY_UP_TO = 64 * 1024;

const ARTIFACTS: ReadonlySet<FileRole> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'debug-info']);

export interface CollectOptions {
  readonly donor: Donor;
  readonly layout: Layout;
  readonly index: OutputIndex;
  readonly staging: Staging;
  readonly reflink: boolean;
  readonly settings: PlacementSettings;
}

/**
 * Takes one unit out of a donor: small files into memory, artifacts into the staging directory.
 * Runs under cargo's lock, so it does the least: what it took no longer depends on the donor.
 * A store that fails is an outer error; a unit that cannot be taken, an inner one.
 */
export function collectUnit(
  entry: UnitEntry,
  o: CollectOptions,
): Result<Result<CollectedUnit, SaveRefusal>, Failure> {
  const read = o.layout.read(o.donor.buildDirectory, entry, o.index);
  if (!read.ok) return ok(read);
  const unit = read.value;
  const [unhashed] = unhashedFiles(unit);
  if (unhashed !== undefined && o.index.unhashed?.isBelowTests(entry) === true && mayAbort(o.donor)) return ok(err({ reason: 'unhashed-output', file: unhashed }));
  const files: CollectedFile[] = [];
  const source = likelySource(unit, o.donor);
  const out = outTree(unit, o.donor);
  for (const file of [...unit.files, ...out.files]) {
    const taken = collectFile(file, { unit, source, ...o });
    if (!taken.ok) return taken;
    if (taken.value === undefined) return ok(err({ reason: 'incomplete', missing: file.path }));
    files.push(taken.value);
  }
  return ok(ok({ unit, files, directories: out.directories }));
}

function collectFile(
  file: UnitFile,
  o: CollectOptions & { unit: BuiltUnit; source: PackageSource['kind'] },
): Result<CollectedFile | undefined, Failure> {
  const path = `${o.donor.buildDirectory}/${file.path}`;
  const stat = lstat(path);
  if (stat === undefined) return ok(undefined);
  if (stat.kind === 'symlink') {
    const target = readLink(path);
    return ok(target !== undefined && isWhole(target) ? { ...file, stat, content: { kind: 'symlink', target } } : undefined);
  }
  if (!ARTIFACTS.has(file.role) && (file.role !== 'out-file' || stat.size <= IN_MEMORY_UP_TO)) {
    const bytes = readBytes(path);
    return ok(bytes && { ...file, stat, content: { kind: 'bytes', bytes } });
  }
  const writtenInPlace = isFinal(file.role, o.unit.kind) && isLinkedInPlace(path);
  const question = { role: file.role, unit: o.unit.kind, source: o.source, reflink: o.reflink, settings: o.settings, writtenInPlace };
  const staged = stageFile(o.staging, path, question);
  // What may not be read is no fault of the store's: opening it throws.
  if (!staged.ok) withOpenFile(path, () => undefined);
  return staged.ok ? ok({ ...file, stat, content: { kind: 'staged', file: staged.value } }) : staged;
}

/** Whether a profile may say `panic = "abort"`: cargo then builds libraries once more for tests. */
function mayAbort({ workspaces, configEnv }: Donor): boolean {
  const texts = [...workspaces.map((root) => `${root}/Cargo.toml`), ...configEnv.read].map((path) => readText(path) ?? '');
  return texts.some((text) => text.includes('panic') && text.includes('abort'));
}

/** Programs and shared libraries, but for those that only the compiler and cargo load. */
function isFinal(role: FileRole, unit: UnitKind): boolean {
  return (role === 'executable' && unit !== 'build-script') || (role === 'dylib' && unit !== 'proc-macro');
}

/**
 * Enough to decide how its files may be kept: anything that is not surely from a registry or git is treated as
 * a path package, whose files are never shared carelessly.
 */
function likelySource(unit: BuiltUnit, donor: Donor): PackageSource['kind'] {
  const depInfo = unit.files.find((file) => file.role === 'rustc-dep-info');
  const text = depInfo && readBytes(`${donor.buildDirectory}/${depInfo.path}`)?.toString('utf8');
  const first = text === undefined ? undefined : parseRustcDepInfo(text).inputs[0];
  if (first?.startsWith(`${donor.cargoHome}/registry/`) === true) return 'registry';
  return first?.startsWith(`${donor.cargoHome}/git/`) === true ? 'git' : 'path';
}

/** What is below a build script's OUT_DIR; links are kept as links. A name that cannot be read is listed, and found absent. */
function outTree(unit: BuiltUnit, donor: Donor): { files: UnitFile[]; directories: string[] } {
  const files: UnitFile[] = [];
  const directories: string[] = [];
  const below = unit.outDirectory;
  if (below !== undefined) {
    walk(`${donor.buildDirectory}/${below}`, ({ relative, stat }) => {
      const path = relative === '' ? below : `${below}/${relative}`;
      if (stat.kind === 'directory') directories.push(path);
      else if (stat.kind !== 'other') files.push({ role: 'out-file', path });
    }, (relative) => files.push({ role: 'out-file', path: `${below}/${relative}` }));
  }
  return { files, directories };
}
