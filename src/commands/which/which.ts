import { configEnv } from '../../formats/cargo/config-env.ts';
import { basename } from 'node:path';
import { bytesOf, fileOf, builtNs, stagedPath, type CollectedUnit, type Settled } from '../../engine/save/collected.ts';
import { isBelow, placesOf } from '../../engine/save/donor.ts';
import { presentGraph } from '../../engine/save/present-graph.ts';
import { isOwned } from '../../engine/save/save-worktree.ts';
import { survey } from '../../engine/save/survey.ts';
import { readTimes } from '../../engine/contents/path-times.ts';
import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat, realpath } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { countEvidence } from '../../units/evidence.ts';
import { dependenciesFirst } from '../../units/graph.ts';
import { parseMark } from '../../units/marker.ts';
import type { BuiltUnit, Slot } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import type { BuildTree } from '../../engine/workspaces/discover.ts';
import { verdictOf, type Answer, type Finding } from './answer.ts';
import { askAbout, cargoFindings, forecastOf } from './ask-cargo.ts';
import { compiledIn } from './builders.ts';
import { evidenceHere, type EvidenceHere } from './evidence-here.ts';
import { isCopied, lookAt } from './in-place.ts';
import { judgeTree } from './judge-tree.ts';
import { readUnits, unitOf } from './locate-unit.ts';
import { otherWorktree } from './other-worktree.ts';
import { weighRefusal } from './weigh.ts';

export interface WhichOptions {
  readonly file: AbsolutePath;
  readonly worktree: AbsolutePath;
  readonly others: readonly AbsolutePath[];
  /** The build directories of the worktree. */
  readonly trees: readonly BuildTree[];
  readonly store: Store | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** Where a built file comes from, and whether it was built from the worktree as it is now. Writes nothing there. */
export async function which(o: WhichOptions): Promise<Result<Answer, Failure>> {
  const real = realpath(o.file);
  const tree = o.trees.findLast((t) => [t.buildDirectory, t.targetDirectory].some((d) => isBelow(real ?? o.file, realpath(d) ?? d)));
  const units = tree === undefined ? new Map<Slot, BuiltUnit>() : readUnits(tree.buildDirectory);
  const asked = tree && unitOf(o.file, tree.buildDirectory, units);
  if (tree === undefined || asked === undefined) return err(notBuildOutput(o.file, real !== undefined));

  const closure = closureOf(asked, units, tree.buildDirectory);
  const collected = new Map<Slot, CollectedUnit>();
  for (const { slot } of closure.units) {
    const unit = units.get(slot);
    const seen = unit && lookAt(unit, tree.buildDirectory);
    if (seen !== undefined) collected.set(slot, seen);
  }
  const itself = collected.get(asked.slot);
  if (itself === undefined) return err(notBuildOutput(o.file, true));
  const program = fileOf(itself, 'executable');
  const roots = [o.worktree, ...o.others];
  const builders = program === undefined ? [] : compiledIn(stagedPath(program) ?? '', roots);
  const places = placesOf(tree);
  const copied = [...collected.values()].some((unit) => isCopied(unit, places));
  const owned = !copied && (await isOwned(tree, { worktree: o.worktree, others: o.others, env: o.env, mayRunCargo: true }));
  const judged = { ...o, tree, collected, configEnv: await configEnv(tree.workspaces[0] ?? o.worktree, o.env) };
  const settled = new Map(await judgeTree({ ...judged, believed: owned }));
  if (!owned && !copied && builders.length === 1 && builders[0] === o.worktree) {
    // Only the program itself: whose build scripts ran in a directory of many, nothing tells.
    const own = (await judgeTree({ ...judged, believed: true })).get(asked.slot);
    if (own !== undefined) settled.set(asked.slot, own);
  }

  const told = await askAbout(asked, { workspaceRoot: tree.workspaces[0] ?? o.worktree, buildDirectory: tree.buildDirectory, env: o.env });
  if (!told.ok) return told;
  const evidence = evidenceHere([...settled.values()].flatMap((one) => (one.state === 'saved' ? [one.manifest] : [])), { ...o, tree, configEnv: judged.configEnv });
  const found: Finding[] = [
    ...closure.findings,
    ...cargoFindings(told.value, { asked, isHashed: isUnitFile(real ?? o.file), closure: closure.units }),
    ...closure.units.flatMap((unit) => findingOf(unit, { settled, collected, fresh: forecastOf(unit, told.value)?.fresh !== false, copied, owned, worktree: o.worktree, evidence })),
  ];
  const elsewhere = otherWorktree(asked, itself, { ...o, workspaces: tree.workspaces, builders });
  // What the file in the other worktree witnesses takes the place of what is not known of the program itself.
  const witnessed = elsewhere !== undefined && verdictOf(found) !== 'yes';
  const findings = witnessed ? [elsewhere, ...found.filter((f) => f.verdict === 'no' || f.slot !== asked.slot)] : found;
  return ok({
    file: o.file,
    worktree: o.worktree,
    unit: { package: asked.packageName, name: asked.name, slot: asked.slot, profileDirectory: asked.profileDirectory, unitHash: asked.unitHash },
    current: verdictOf(findings),
    origin: originOf(itself, builders, o.store),
    units: closure.units.length,
    evidence: countEvidence(closure.units.flatMap(({ slot }) => evidence.get(slot)?.kind ?? [])),
    findings: findings.sort((a, b) => (a.verdict === b.verdict ? 0 : a.verdict === 'no' ? -1 : 1)),
  });
}

/** Whether the path itself names a unit; the final names in a profile directory are whoever was built last. */
function isUnitFile(path: string): boolean {
  return /-[0-9a-f]{16}(?:\.|$)/.test(basename(path)) || /\/build\/[^/]+\/[0-9a-f]{16}\/out\//.test(path);
}

interface Closure {
  /** Dependencies first, the unit itself last. */
  readonly units: readonly BuiltUnit[];
  readonly findings: readonly Finding[];
}

function closureOf(asked: BuiltUnit, units: ReadonlyMap<Slot, BuiltUnit>, buildDirectory: AbsolutePath): Closure {
  const graph = presentGraph(survey(buildDirectory, new Map()), buildDirectory);
  const slots = dependenciesFirst([asked.slot], (slot) => graph.get(slot)?.dependencies ?? []);
  const found: BuiltUnit[] = [];
  const findings: Finding[] = [];
  for (const slot of slots) {
    const unit = units.get(slot);
    const gone = graph.get(slot)?.gone[0];
    const place = { slot, package: unit?.packageName ?? asked.packageName, evidence: 'file-system' } as const;
    if (gone !== undefined) findings.push({ ...place, verdict: 'no', because: { reason: 'stale-dependency', dependency: gone } });
    if (unit === undefined) findings.push({ ...place, verdict: 'unknown', because: { reason: 'incomplete', missing: slot } });
    else found.push(unit);
  }
  return { units: found, findings };
}

function findingOf(
  unit: BuiltUnit,
  o: { settled: ReadonlyMap<Slot, Settled>; collected: ReadonlyMap<Slot, CollectedUnit>; fresh: boolean; copied: boolean; owned: boolean; worktree: AbsolutePath; evidence: ReadonlyMap<Slot, EvidenceHere> },
): Finding[] {
  const place = { package: unit.packageName, slot: unit.slot };
  const judged = o.settled.get(unit.slot);
  if (judged === undefined) return [{ ...place, verdict: 'unknown', evidence: 'file-system', because: { reason: 'incomplete', missing: unit.slot } }];
  if (judged.state === 'saved') {
    const because = o.evidence.get(unit.slot)?.against;
    return because === undefined ? [] : [{ ...place, verdict: because.reason === 'observed-differs' ? 'no' : 'unknown', evidence: 'observed', because }];
  }
  const { refusal } = judged;
  const built = builtNs(o.collected.get(unit.slot)!);
  const isUntouched = (file: string): boolean => o.owned && o.fresh && built !== undefined && (readTimes(`${o.worktree}/${file}`)?.changedNs ?? built) < built;
  const weighed = weighRefusal(refusal, { fresh: o.fresh, isUntouched });
  if (weighed === undefined) return [];
  return [{ ...place, ...weighed, because: reasonFor(refusal, { copied: o.copied, verdict: weighed.verdict }) }];
}

/** A refusal to save in the words of this question. */
function reasonFor(refusal: SaveRefusal, o: { readonly copied: boolean; readonly verdict: Finding['verdict'] }): Finding['because'] {
  if (o.copied && refusal.reason === 'unknown-builder') return { reason: 'copied', file: refusal.file };
  if (o.verdict === 'unknown' && refusal.reason === 'digest-missing') return { reason: 'former-digest', file: refusal.file };
  return refusal;
}

function originOf(unit: CollectedUnit, builders: readonly AbsolutePath[], store: Store | undefined): Answer['origin'] {
  const stamp = fileOf(unit, 'invoked-timestamp');
  const mark = parseMark(bytesOf(stamp)?.toString('utf8') ?? '');
  if (mark === undefined) return { how: 'built', builtNs: String(builtNs(unit) ?? 0n), compiledIn: builders };
  const manifest = store && readManifest(store, mark.unit);
  return { how: 'placed', placedNs: String(stamp?.stat.mtimeNs ?? 0n), from: manifest?.ok === true ? manifest.value.provenance : null };
}

function notBuildOutput(file: AbsolutePath, exists: boolean): Failure {
  return {
    code: 'not-build-output',
    message: exists
      ? 'This file cannot be told to be the output of any build in this worktree\'s target directories.'
      : 'There is no such file.',
    path: file,
    hint: lstat(file) === undefined ? 'Build it first.' : 'Ask about the file in the target directory; a copy elsewhere has no record of what it was made from.',
  };
}
