import { hash } from 'node:crypto';
import { readBytes } from '../../system/fs.ts';
import { fileIncludes } from '../../system/read-at.ts';
import type { AbsolutePath, Sha256 } from '../../system/brand.ts';
import { PLATFORM, type Platform } from '../../system/platform.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Condition, FileRole, Origin } from '../../units/model.ts';
import type { PathFinding } from '../../units/may-save.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { debugObjects } from '../../formats/objects/debug-objects.ts';
import { deploymentOf } from '../../formats/objects/deployment.ts';
import { sha256 } from '../../units/identity.ts';
import { examineArtifact, type ExamineOptions } from '../../formats/objects/scan.ts';
import { stagedPath, type CollectedFile, type CollectedUnit } from './collected.ts';

/** In this order: the metadata file says what the metadata in the library must be. */
const SCANNED: readonly FileRole[] = ['rmeta', 'rlib', 'dylib', 'executable'];

export interface ArtifactQuestion {
  readonly unit: CollectedUnit;
  /** Roots of every donor in the closure; none: the unit cannot know a path, and only its metadata is read. */
  readonly roots: readonly AbsolutePath[];
  /** Sources that the metadata may name: relative to the workspace root, or absolute; the crate's root first. */
  readonly sources: readonly string[];
  readonly workspace: AbsolutePath;
  /** See `ExamineOptions`. */
  readonly packageRoots?: ExamineOptions['packageRoots'];
  readonly showsCallers?: () => boolean;
}

export interface ArtifactAnswer {
  /** Of the metadata; undefined for a unit that has none. */
  readonly digest: Sha256 | undefined;
  /** What the metadata says of the sources' contents: MD5 by name. */
  readonly recorded: ReadonlyMap<string, string>;
  readonly leak: PathFinding | undefined;
  /** See `ArtifactExamination`. */
  readonly panicsAtHome: boolean;
  /** For each file that was looked at, whether it holds files of debug information: `.dwo`. */
  readonly holdsDwo: ReadonlyMap<CollectedFile, boolean>;
}

/** Looks through a unit's artifacts once, for all that they can tell. */
export function examineArtifacts(o: ArtifactQuestion): Result<ArtifactAnswer, SaveRefusal> {
  let digest: Sha256 | undefined;
  let leak: PathFinding | undefined;
  let panicsAtHome = false;
  let recorded: ReadonlyMap<string, string> = new Map();
  const holdsDwo = new Map<CollectedFile, boolean>();
  for (const file of artifactsOf(o.unit)) {
    if (o.roots.length === 0 && digest !== undefined) break;
    const path = stagedPath(file);
    if (path === undefined) return err({ reason: 'incomplete', missing: file.path });
    const examined = examineArtifact({
      path,
      role: file.role,
      roots: o.roots,
      sources: o.sources,
      workspaceRoot: o.workspace,
      ...(o.packageRoots && { packageRoots: o.packageRoots }),
      ...(o.showsCallers && { showsCallers: o.showsCallers }),
      wantDigest: digest === undefined,
      ...(digest && { examinedMetadata: digest }),
    });
    if (!examined.ok) return err({ reason: 'baked-path', file: file.path, section: 'unknown', text: examined.error });
    holdsDwo.set(file, examined.value.holdsDwo);
    digest ??= examined.value.metadataDigest;
    if (recorded.size === 0) recorded = examined.value.recorded;
    panicsAtHome ||= examined.value.panicsAtHome;
    const { leak: seen } = examined.value;
    if (seen !== undefined) leak ??= { file: file.path, section: seen.section, text: seen.text };
  }
  return ok({ digest, recorded, leak, panicsAtHome, holdsDwo });
}

/**
 * The map that `-C instrument-coverage` leaves names the directory that rustc ran in, and may be compressed: a report would
 * read the files of the worktree that the unit was built in.
 */
export function coverageMap(unit: CollectedUnit, directory: string): PathFinding | undefined {
  const holding = artifactsOf(unit).find((file) => fileIncludes(stagedPath(file) ?? '', COVERAGE_MAP));
  return holding && { file: holding.path, section: COVERAGE_MAP, text: directory };
}

/** The section's name, on ELF and Mach-O alike. */
const COVERAGE_MAP = '__llvm_covmap';

function artifactsOf(unit: CollectedUnit): CollectedFile[] {
  return SCANNED.flatMap((role) => unit.files.filter((file) => file.role === role));
}

export interface DebugQuestion {
  readonly roots: readonly AbsolutePath[];
  /** Whether something lies there, relative to the build directory. */
  readonly isThere: (path: string) => boolean;
  readonly platform?: Platform;
}

/**
 * What a program, or a library that is loaded into others, has its debug information in and no other worktree has: an object
 * file below a root, or one by a relative path; or the directory that `dsymutil` has made beside it. A library's member is
 * there wherever the library is. Of build scripts and macros nobody looks at any.
 */
export function debugObject(unit: CollectedUnit, { roots, isThere, platform = PLATFORM }: DebugQuestion): { readonly file: string; readonly object: string } | undefined {
  if (!isDeployed(unit, platform)) return undefined;
  for (const file of artifactsOf(unit).filter(({ role }) => role === 'executable' || role === 'dylib')) {
    const named = debugObjects(stagedPath(file) ?? '').find((name) => roots.some((root) => name.startsWith(`${root}/`)) || (!name.startsWith('/') && !name.endsWith(')')));
    const bundle = `${file.path}.dSYM`;
    const object = named ?? (isThere(bundle) ? bundle : undefined);
    if (object !== undefined) return { file: file.path, object };
  }
  return undefined;
}

/** What it must be for elsewhere, where it is for one of Apple's systems; an SDK only for what is final. */
export function deployed(unit: CollectedUnit, platform = PLATFORM): Condition[] {
  if (!isDeployed(unit, platform)) return [];
  for (const file of artifactsOf(unit)) {
    const found = deploymentOf(stagedPath(file) ?? '');
    const isLinked = file.role === 'executable' || file.role === 'dylib';
    if (found !== undefined) return [{ kind: 'deployment', ...found, sdk: isLinked ? (found.sdk ?? 'none') : null }];
  }
  return [];
}

/** Whether it may be for one of Apple's systems, and is for more than this build: elsewhere, what is for the host is not. */
function isDeployed({ unit }: CollectedUnit, { name }: Platform): boolean {
  const mayBe = name === 'darwin' || unit.profileDirectory.includes('/');
  return mayBe && unit.kind !== 'build-script' && unit.kind !== 'proc-macro';
}

/** How a generated file holds a donor's root. */
export type HeldRoot = 'not' | 'as-text' | 'in-bytes';

/**
 * Looks for roots in a file below OUT_DIR. Of objects and archives only the parts that reach a program count;
 * text can be rewritten for another worktree, other bytes cannot. `spill` gives bytes a path to be read from.
 */
export function heldRoot(
  file: CollectedFile,
  o: { origins: readonly Origin[]; workspace: AbsolutePath; spill: (bytes: Buffer) => string },
): HeldRoot {
  if (file.content.kind === 'symlink') {
    const { target } = file.content;
    return o.origins.some((origin) => target.startsWith(origin.path)) ? 'in-bytes' : 'not';
  }
  const bytes = file.content.kind === 'bytes' ? file.content.bytes : readBytes(file.content.file.path);
  if (bytes === undefined || !o.origins.some((origin) => bytes.includes(origin.path))) return 'not';
  if (!bytes.includes(0)) return 'as-text';
  const examined = examineArtifact({
    path: stagedPath(file) ?? o.spill(bytes),
    role: file.role,
    roots: o.origins.map((origin) => origin.path),
    sources: [],
    workspaceRoot: o.workspace,
    wantDigest: false,
  });
  return examined.ok && examined.value.leak === undefined ? 'not' : 'in-bytes';
}

/** Digest of what a build script's run left for others to read, with roots taken out of text: equal wherever it ran. */
export function runDigest(unit: Pick<CollectedUnit, 'files'>, { origins, unread }: { origins: readonly Origin[]; unread: ReadonlySet<CollectedFile> }): Sha256 {
  const lines = unit.files
    .filter((file) => file.role === 'script-output' || (file.role === 'out-file' && !unread.has(file)))
    .map((file) => `${file.path}\0${contentDigest(file, origins)}`);
  return sha256(lines.sort().join('\n'));
}

function contentDigest(file: CollectedFile, origins: readonly Origin[]): string {
  switch (file.content.kind) {
    case 'symlink':
      return `-> ${withoutRoots(file.content.target, origins)}`;
    case 'staged':
      return hash('sha256', readBytes(file.content.file.path) ?? '', 'hex');
    case 'bytes': {
      const { bytes } = file.content;
      return bytes.includes(0) ? sha256(bytes) : sha256(withoutRoots(bytes.toString('latin1'), origins));
    }
  }
}

function withoutRoots(text: string, origins: readonly Origin[]): string {
  return origins.reduce((t, origin) => t.replaceAll(Buffer.from(origin.path).toString('latin1'), `<${origin.means}>`), text);
}
