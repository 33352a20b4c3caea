import { posix } from 'node:path';
import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { parseScriptOutput } from '../../formats/cargo/script-output.ts';
import { readText, realpath } from '../../system/fs.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Slot } from '../../units/model.ts';
import { examineArtifacts } from './artifacts.ts';
import { bytesOf, fileOf, type CollectedFile, type CollectedUnit } from './collected.ts';
import { rootsOf, type JudgeContext } from './judge-context.ts';

/** A unit of the package that was compiled with what its build script's run left. */
export interface Reader {
  /** Every file that rustc read, as it was named. */
  readonly listed: readonly string[];
  /** A root of the donor's stands in what it became: it may come from a file that a macro read. */
  readonly holdsRoot: boolean;
}

/** All that tells who reads the files that a run left. */
export interface OutFileEvidence {
  readonly readers: readonly Reader[];
  /** What the script printed names a root of the donor's: whoever is told of it may read there. */
  readonly printsRoot: boolean;
}

/**
 * Whether nobody reads this file of a run's, though it lies in OUT_DIR: a compiler's answer to a script's probe. Only of a package
 * whose sources nobody edits, for what was compiled with the run once is then compiled so everywhere; and only once it was compiled.
 */
export function isUnread(file: string, { readers, printsRoot }: OutFileEvidence): boolean {
  const name = posix.basename(file);
  return !printsRoot && readers.length > 0 && readers.every(({ listed, holdsRoot }) => !holdsRoot && listed.every((path) => posix.basename(path) !== name));
}

/** Collects it for a run. Dear, so it is only asked where a file holds a root that cannot be rewritten. */
export function outFileEvidence(run: CollectedUnit, context: JudgeContext): OutFileEvidence {
  return { readers: [...collectedReaders(run, context), ...savedReaders(run, context)], printsRoot: printsRoot(run, context) };
}

function printsRoot(run: CollectedUnit, { origins }: JudgeContext): boolean {
  const { other } = parseScriptOutput(bytesOf(fileOf(run, 'script-output'))?.toString('latin1') ?? '');
  return origins.some(({ path }) => other.some((line) => line.includes(Buffer.from(path).toString('latin1'))));
}

function* collectedReaders({ unit: run }: CollectedUnit, context: JudgeContext): Generator<Reader> {
  for (const slot of slotsOf(run.packageName, context.collected.keys())) {
    const unit = context.collected.get(slot);
    if (unit === undefined || unit.unit.kind === 'run-build-script') continue;
    const { record, profileDirectory } = unit.unit;
    const standsOn = record.deps.some((dep) => {
      const node = context.index.find(dep, profileDirectory);
      return node.ok && node.value.slot === run.slot;
    });
    if (!standsOn) continue;
    const listed = parseRustcDepInfo(bytesOf(fileOf(unit, 'rustc-dep-info'))?.toString('utf8') ?? '').inputs;
    yield { listed: withTargets(listed), holdsRoot: listed.length === 0 || holdsRoot(unit, listed, context) };
  }
}

function* savedReaders({ unit: run }: CollectedUnit, { settled, donor }: JudgeContext): Generator<Reader> {
  for (const slot of slotsOf(run.packageName, settled.keys())) {
    const unit = settled.get(slot);
    if (unit?.state !== 'saved' || unit.manifest.kind === 'run-build-script') continue;
    if (!unit.manifest.dependencies.some((edge) => edge.slot === run.slot)) continue;
    const file = unit.manifest.files.find(({ role }) => role === 'rustc-dep-info');
    const listed = parseRustcDepInfo((file && readText(`${donor.buildDirectory}/${file.path}`)) ?? '').inputs;
    // It was judged then: no root stands in it.
    yield { listed: withTargets(listed), holdsRoot: listed.length === 0 };
  }
}

/** Units of one package have its name in their slot. */
function* slotsOf(packageName: string, slots: Iterable<Slot>): Generator<Slot> {
  for (const slot of slots) if (packageOfSlot(slot) === packageName) yield slot;
}

/** Behind a link a file has another name. */
function withTargets(listed: readonly string[]): string[] {
  return listed.flatMap((path) => (path.startsWith('/') ? [path, realpath(path) ?? path] : [path]));
}

function holdsRoot(unit: CollectedUnit, sources: readonly string[], context: JudgeContext): boolean {
  const workspace = context.donor.workspaces[0] ?? context.donor.worktree;
  const examined = examineArtifacts({ unit, roots: rootsOf(context.origins), sources, workspace });
  return !examined.ok || examined.value.leak !== undefined;
}

/** Files of the run that hold a root in bytes that cannot be rewritten, and that nobody reads. */
export function unreadFiles(run: CollectedUnit, inBytes: readonly CollectedFile[], context: JudgeContext): ReadonlySet<CollectedFile> {
  if (inBytes.length === 0) return new Set();
  const evidence = outFileEvidence(run, context);
  return new Set(inBytes.filter((file) => isUnread(file.path, evidence)));
}
