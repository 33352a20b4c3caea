import { fingerprintNumber, isFingerprintText } from '../../formats/cargo/fingerprint-json.ts';
import { readText } from '../../system/fs.ts';
import { isInterrupted, type Stopping } from '../../system/interruption.ts';
import { err, type Result } from '../../system/result.ts';
import { dependenciesFirst, FingerprintIndex, type GraphNode } from '../../units/graph.ts';
import { packageOfSlot } from '../../units/choose.ts';
import { isBuiltFromThis, maySave } from '../../units/may-save.ts';
import type { Slot } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { bytesOf, fileOf, timesOfCollected, type CollectedUnit, type Settled } from './collected.ts';
import { originsOf, type Donor } from './donor.ts';
import { edgesOf, type Edges } from './edges.ts';
import type { JudgeContext } from './judge-context.ts';
import { judgeCompile } from './judge-compile.ts';
import { judgeRun } from './judge-run.ts';
import type { Judgement } from './judgement.ts';
import { CallerSearch } from './callers.ts';
import { CapabilitySearch, type CrateNode } from './capability.ts';
import { donorEquality } from './everything-equal.ts';
import { leftBeside } from './left-beside.ts';
import type { CollectedUnits } from './shelf.ts';
import { withSpellings } from './spellings.ts';
import type { SurveyedUnit } from './survey.ts';
import { writtenPaths } from './written-elsewhere.ts';

/** What there is of a donor's build. */
export interface ToJudge {
  readonly donor: Donor;
  readonly surveyed: readonly SurveyedUnit[];
  readonly collected: CollectedUnits;
  /** Units that an earlier save judged, and units refused while they were collected. */
  readonly settled: Map<Slot, Settled>;
}

export interface JudgeAllOptions {
  readonly previous: (path: string) => Buffer | undefined;
  readonly spill: (bytes: Buffer) => string;
  readonly wasLeft: (slot: Slot) => boolean;
  /**
   * Only whether each unit by itself was built from what is here is judged, and not whether it may be shared: neither
   * what a dependency is refused for nor a path of the worktree's own is held against it.
   */
  readonly alone?: true;
  readonly signal?: Stopping | undefined;
  /** Called with every unit that may be saved, dependencies first; says what became of it. */
  readonly publish: (unit: CollectedUnit, judgement: Judgement) => Settled;
}

/** Judges all collected units, dependencies first, and fills `settled`; as far as the signal lets it. */
export async function judgeAll(there: ToJudge, o: JudgeAllOptions): Promise<void> {
  const { donor, collected, settled } = there;
  const index = new FingerprintIndex(nodes(there));
  const dependencies = (slot: Slot): Slot[] => {
    const unit = collected.get(slot)?.unit;
    return (unit?.record.deps ?? []).flatMap((dep) => {
      const node = index.find(dep, unit?.profileDirectory ?? '');
      return node.ok ? [node.value.slot] : [];
    });
  };
  const node = (slot: Slot): CrateNode | undefined => crateNode(slot, there, dependencies);
  const context: JudgeContext = {
    donor,
    origins: originsOf(donor),
    collected,
    settled,
    index,
    capability: new CapabilitySearch(node),
    callers: new CallerSearch(node),
    equality: donorEquality(donor),
    wasLeft: o.wasLeft,
    leftBeside: leftBeside([donor.buildDirectory, donor.targetDirectory]),
    listing: donor.listing(),
    decision: o.alone === true ? isBuiltFromThis : maySave,
    previous: o.previous,
    spill: o.spill,
  };
  for (const slot of dependenciesFirst(collected.keys(), dependencies)) {
    if (await isInterrupted(o.signal)) return;
    const unit = collected.get(slot);
    if (unit === undefined || settled.has(slot)) continue;
    const judged = judge(unit, context, o.alone === true);
    settled.set(slot, judged.ok ? o.publish(unit, judged.value) : refused(unit, judged.error));
  }
}

function judge(unit: CollectedUnit, context: JudgeContext, alone: boolean): Result<Judgement, SaveRefusal> {
  const found = edgesOf(unit, context);
  if (!found.ok) return found;
  const edges = alone ? withoutRefusals(found.value) : found.value;
  const culprit = edges.evidence.find((dependency) => dependency.refused);
  if (culprit !== undefined) {
    return err({ reason: 'dependency-refused', dependency: culprit.slot, package: culprit.packageName });
  }
  const own = { ...context, origins: withSpellings(context.origins, writtenPaths(unit)) };
  return unit.unit.kind === 'run-build-script' ? judgeRun(unit, edges, own) : judgeCompile(unit, edges, own);
}

function withoutRefusals(edges: Edges): Edges {
  return { ...edges, evidence: edges.evidence.map((dependency) => ({ ...dependency, refused: false })) };
}

export function refused(unit: CollectedUnit, refusal: SaveRefusal): Settled {
  return { state: 'refused', refusal, packageName: unit.unit.packageName, times: timesOfCollected(unit) };
}

/**
 * Every unit present, judged or not, by the number that dependents name it by here. That of a placed unit may differ
 * from the stored variant's: above a build script without rerun-if it was computed for this worktree.
 */
function* nodes({ donor, surveyed, collected }: ToJudge): Generator<GraphNode> {
  for (const { entry } of surveyed) {
    const { slot, profileDirectory } = entry;
    const text = collected.get(slot)?.unit.fingerprint ?? readText(`${donor.buildDirectory}/${entry.fingerprintPath}`);
    if (text !== undefined && isFingerprintText(text)) {
      yield { slot, profileDirectory, fingerprintNumber: fingerprintNumber(text) };
    }
  }
}

function crateNode(slot: Slot, { donor, collected, settled: verdicts }: ToJudge, dependencies: (slot: Slot) => readonly Slot[]): CrateNode | undefined {
  const workspace = donor.workspaces[0] ?? donor.worktree;
  const unit = collected.get(slot);
  if (unit !== undefined) {
    const text = bytesOf(fileOf(unit, 'rustc-dep-info'))?.toString('utf8');
    const { kind, packageName } = unit.unit;
    return { kind, packageName, dependencies: dependencies(slot), rustcDepInfo: text, workspace, known: undefined };
  }
  const settled = verdicts.get(slot);
  if (settled?.state !== 'saved') return undefined;
  const { manifest } = settled;
  const listed = manifest.files.find((file) => file.role === 'rustc-dep-info');
  return {
    kind: manifest.kind,
    packageName: packageOfSlot(slot),
    dependencies: manifest.dependencies.map((edge) => edge.slot),
    get rustcDepInfo() {
      return listed && readText(`${donor.buildDirectory}/${listed.path}`);
    },
    workspace,
    known: manifest,
  };
}
