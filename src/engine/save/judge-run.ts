import { posix } from 'node:path';
import { precalculatedValue } from '../../formats/cargo/fingerprint-hash/precalculated.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { TimeNs } from '../../system/brand.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Condition, Manifest, PackageSource } from '../../units/model.ts';
import type { InputEvidence, PathFinding, SaveEvidence } from '../../units/may-save.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { heldRoot, runDigest } from './artifacts.ts';
import { builtNs, bytesOf, copiedFile, fileOf, timesOfCollected, type CollectedFile, type CollectedUnit } from './collected.ts';
import { closureRoots, type Edges } from './edges.ts';
import { rootsOf, type JudgeContext } from './judge-context.ts';
import { judgement, type Judgement } from './judgement.ts';
import { declaredInputs } from './declared-inputs.ts';
import { isBelow, placesOf } from './donor.ts';
import { builtForLinkerByScript, linkedByScript } from './linker-inputs.ts';
import { isMade } from './made.ts';
import { unreadFiles } from './out-file-readers.ts';
import { holdsRoot, lineThatWatches, watchedBy, type Watched } from './script-run.ts';
import { writtenElsewhere } from './written-elsewhere.ts';
import { notObservedYet } from './unobserved.ts';

/** Judges what a build script left when it ran. */
export function judgeRun(unit: CollectedUnit, edges: Edges, context: JudgeContext): Result<Judgement, SaveRefusal> {
  const script = edges.manifests.find((m) => m.kind === 'build-script' && packageOfSlot(m.slot) === unit.unit.packageName);
  if (script === undefined) return err({ reason: 'incomplete', missing: 'the build script of this run' });
  const { source } = script;
  const declared = declaredInputs(source, context.donor);
  if (!declared.ok) return declared;
  const isPath = source.kind === 'path';
  const watched = watchedBy(unit.unit.record.local, packageDirectory(source, context), context.donor);
  const whole = isPath && watched.wholePackage ? wholePackage(source, context) : { conditions: [], evidence: [] };
  if (isPath && watched.wholePackage && source.vendored !== true && !computesLike(unit, source.root, context)) {
    return err({ reason: 'fingerprint-mtime', package: source.name });
  }
  const strange = isPath ? [...watched.built, ...builtForLinkerByScript(unit, context)].find((path) => !isMade(path, unit, edges, context)) : undefined;
  if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });
  const linked = linkedByScript(unit, context);
  // Vendored packages are a registry's: cargo takes their runs for good as long as the version is.
  const isOwn = isPath && source.vendored !== true;
  const asks = isOwn ? context.capability.ofScript(script.slot) : null;
  const built = builtNs(unit) ?? (0n as TimeNs);
  const held = heldFiles(unit, isPath, context);

  const refusal = context.decision({
    unit: unit.unit,
    source,
    builtNs: built,
    copied: copiedFile(unit),
    writtenAt: writtenElsewhere(unit, placesOf(context.donor)),
    fingerprintNs: fileOf(unit, 'fingerprint')?.stat.mtimeNs ?? (0n as TimeNs),
    times: timesOfCollected(unit),
    dependencies: edges.evidence,
    inputs: watched.evidence,
    owned: context.donor.owned,
    undeclared: [...whole.evidence, ...linked.evidence, ...declared.value.evidence],
    envPaths: [],
    scriptPath: () => unrewritable(held, isPath, context),
    leak: () => undefined,
    debugObject: () => undefined,
  } satisfies SaveEvidence);
  if (refusal !== undefined) return err(refusal.reason === 'input-missing' ? withLine(refusal, { unit, script, watched }, context) : refusal);

  const conditions = [...declared.value.conditions, ...whole.conditions, ...linked.conditions, ...notObservedYet(unit.unit.slot, { asks, builtNs: built }, context), ...(isOwn ? [] : boundOutside(unit, context))];
  const printed = unit.files.filter(
    (f) => (f.role === 'script-output' || f.role === 'script-root-output') && holdsRoot(f, context.origins) !== undefined,
  );
  return ok(
    judgement(
      unit,
      {
        source,
        edges: edges.edges,
        inputs: watched.inputs,
        conditions,
        digest: runDigest(unit, { origins: context.origins, unread: held.unread }),
        closureRoots: [...new Set([...closureRoots(edges.manifests), ...rootsOf(context.origins)])],
        asks: context.capability.reachingFrom(unit.unit.slot),
        rewrite: new Set([...printed, ...held.asText]),
        leftOut: held.unread,
      },
      context,
    ),
  );
}

/** With the script's own words, where it has told cargo to watch the file. */
function withLine(refusal: SaveRefusal & { reason: 'input-missing' }, run: { readonly unit: CollectedUnit; readonly script: Manifest; readonly watched: Watched }, context: JudgeContext): SaveRefusal {
  const printed = fileOf(run.unit, 'script-output');
  const recorded = run.watched.recorded.get(refusal.file);
  const bytes = printed && bytesOf(printed);
  const line = recorded === undefined || bytes === undefined ? undefined : lineThatWatches(bytes.toString('utf8'), recorded, packageDirectory(run.script.source, context));
  const source = run.script.inputs.find(({ kind }) => kind === 'file')?.path;
  return line === undefined || source === undefined ? refusal : { ...refusal, watched: { line, script: source } };
}

/** What relative watched paths start from. Those of other packages lie in CARGO_HOME, where cargo looks at no times. */
function packageDirectory(source: PackageSource, { donor }: JudgeContext): string {
  if (source.kind !== 'path') return `${donor.cargoHome}/registry`;
  return donor.contents.absolute(source.root);
}

/** Whether the value in the fingerprint is understood: the same computation gives it again here. */
function computesLike({ unit }: CollectedUnit, root: string, { donor }: JudgeContext): boolean {
  const listing = donor.gitListing();
  const found = listing && precalculatedValue({ worktree: donor.worktree, packageRoot: root, listing });
  return unit.record.local.every((local) => local.kind !== 'precalculated' || local.value === found?.value);
}

/** The fingerprint of a path package's run holds the newest time of its files; that of a vendored one the version. */
function wholePackage({ root, vendored }: PackageSource & { kind: 'path' }, context: JudgeContext): { conditions: Condition[]; evidence: InputEvidence[] } {
  const files = context.listing.of(root);
  return {
    conditions: [
      { kind: 'package-files', root, sha256: files.sha256 },
      ...(vendored === true ? [] : [{ kind: 'precalculated-mtime', root } as const]),
    ],
    evidence: [{ path: files.newest ?? root, changedNs: files.changedNs, word: 'silent' }],
  };
}

/**
 * A registry's script sees the variables that cargo's configuration sets, and its text is not asked which. Where something
 * was written beside what cargo makes while it ran, an audit has to tell whose that is.
 */
function boundOutside(unit: CollectedUnit, { donor, leftBeside }: JudgeContext): Condition[] {
  const beside = leftBeside(unit);
  const left: Condition[] = beside === undefined ? [] : [{ kind: 'unobserved', why: `while it ran, ${beside} was written in the target directory`, equal: null }];
  return [...left, { kind: 'config-env', sha256: donor.configEnv.digest('any') }];
}

interface HeldFiles {
  readonly asText: readonly CollectedFile[];
  readonly inBytes: readonly CollectedFile[];
  /** Of those in bytes: they are not stored, lest somebody reads them elsewhere after all. */
  readonly unread: ReadonlySet<CollectedFile>;
}

function heldFiles(unit: CollectedUnit, isPath: boolean, context: JudgeContext): HeldFiles {
  const asText: CollectedFile[] = [];
  const inBytes: CollectedFile[] = [];
  const workspace = context.donor.workspaces[0] ?? context.donor.worktree;
  for (const file of unit.files) {
    if (file.role !== 'out-file') continue;
    const held = leadsOut(file, unit) ? 'in-bytes' : heldRoot(file, { origins: context.origins, workspace, spill: context.spill });
    if (held === 'as-text') asText.push(file);
    if (held === 'in-bytes') inBytes.push(file);
  }
  const unread = isPath ? new Set<CollectedFile>() : unreadFiles(unit, inBytes, context);
  return { asText, inBytes: inBytes.filter((file) => !unread.has(file)), unread };
}

/** A link that goes up and out of OUT_DIR: what is read by it is in no digest. */
function leadsOut({ path, content }: CollectedFile, { unit }: CollectedUnit): boolean {
  if (content.kind !== 'symlink' || content.target.startsWith('/') || unit.outDirectory === undefined) return false;
  return !isBelow(posix.join(posix.dirname(path), content.target), unit.outDirectory);
}

/**
 * Text that a registry package generates names its own OUT_DIR (pkg-config files, cmake's caches) and is
 * rewritten like cargo rewrites what the script printed. What a path package generates is source that people
 * write against: with a root in it, it is left to the script.
 */
function unrewritable(held: HeldFiles, isPath: boolean, context: JudgeContext): PathFinding | undefined {
  const file = held.inBytes[0] ?? (isPath ? held.asText[0] : undefined);
  return file && { file: file.path, section: 'generated', text: context.donor.worktree };
}
