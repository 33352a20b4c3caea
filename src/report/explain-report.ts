import type { ExplainDocument } from './documents/explain.ts';
import type { ExplainedUnit, Explanation, UnsharedUnit, WorkspaceExplanation } from '../commands/explain/model.ts';
import { countEvidence } from '../units/evidence.ts';
import { count } from './bytes.ts';
import { EVIDENCE_WORDS, evidenceWords } from './evidence-words.ts';
import { firstOf } from './first-of.ts';
import { refusalHint } from './refusal-hints.ts';
import { refusalWords } from './refusal-words.ts';
import type { Reporter } from './reporter.ts';

/** The JSON document of an explanation. */
export function explainDocument(e: Explanation): ExplainDocument {
  return {
    schema: 1,
    command: 'explain',
    worktree: e.worktree,
    cargo: e.command,
    stored: e.stored,
    workspaces: e.workspaces.map((workspace) => ({
      ...workspace,
      ...counts(workspace),
      culprits: workspace.culprits.map(({ unit, because }) => ({
        package: unit.package,
        unitHash: unit.unitHash,
        why: whyBuilt(unit),
        hint: hintOf(unit) ?? null,
        cost: because.length,
        units: because.map((other) => other.unitHash),
      })),
    })),
    unshared: e.unshared.map(({ unit, because }) => ({
      package: unit.package,
      slot: unit.slot,
      refusal: unit.refusal,
      why: refusalWords(unit.refusal),
      hint: refusalHint(unit.refusal, unit.isOwn) ?? null,
      cost: because.length,
      slots: because.map((other) => other.slot),
    })),
  };
}

/** Counts first, then the causes, the costliest first; as many as a screen holds. With `--verbose` all of them, and a line for each unit. */
export function reportExplanation(e: Explanation, reporter: Reporter): void {
  for (const workspace of e.workspaces) {
    const { fresh, placeable, build } = counts(workspace);
    const parts = [`${fresh} fresh`, ...(placeable > 0 ? [`${placeable} that \`cargo share warm\` would make fresh`] : []), `${build} to build`];
    reporter.result(`The next \`cargo ${e.command.join(' ')}\` in ${workspace.workspace} needs ${count(workspace.units.length, 'unit')}: ${parts.join(', ')}.`);
    const groups = workspace.culprits.map(({ unit, because }) => ({ why: whyBuilt(unit), hint: hintOf(unit), names: because.map(nameOf) }));
    reportGroups(groups, reporter);
    const evidence = evidenceWords(countEvidence(workspace.units.flatMap((unit) => unit.evidence ?? [])));
    if (evidence !== '') reporter.result(`What stored builds are known by: ${evidence}.`);
    for (const { crate, objects, path } of workspace.unusedIncremental) {
      reporter.result(`What was prepared for the first edit of \`${crate}\` is of no use: rustc has kept none of its ${count(objects, 'object')} (${path}).`);
    }
    if (reporter.verbose) {
      reporter.result('');
      for (const unit of workspace.units) reporter.result(lineOf(unit));
    }
  }
  if (!e.stored) {
    reporter.result('');
    reporter.result('Nothing is stored for this clone yet, so nothing can be brought from other worktrees (`cargo share init`).');
  }
  if (e.unshared.length === 0) return;
  const total = e.unshared.reduce((sum, { because }) => sum + because.length, 0);
  reporter.result('');
  reporter.result(`${count(total, 'unit')} of this worktree ${total === 1 ? 'is' : 'are'} not shared with others:`);
  reportGroups(e.unshared.map(({ unit, because }) => ({ why: refusalWords(unit.refusal), hint: refusalHint(unit.refusal, unit.isOwn), names: because.map(unsharedName) })), reporter);
}

/** Units with what they are left for; the first is what the others follow. */
interface Group {
  readonly why: string;
  readonly hint: string | undefined;
  readonly names: readonly string[];
}

/** As many as a screen holds. */
const GROUPS = 5;

function reportGroups(groups: readonly Group[], reporter: Reporter): void {
  const shown = reporter.verbose ? groups : groups.slice(0, GROUPS);
  for (const group of shown) reportGroup(group, reporter);
  const left = groups.slice(shown.length);
  if (left.length === 0) return;
  const units = left.reduce((sum, { names }) => sum + names.length, 0);
  reporter.result(`  ${count(units, 'unit').padStart(9)}  for ${left.length} more ${left.length === 1 ? 'cause' : 'causes'} (\`--verbose\` names them)`);
}

function reportGroup({ why, hint, names }: Group, reporter: Reporter): void {
  const [first = '', ...others] = names;
  reporter.result(`  ${count(names.length, 'unit').padStart(9)}  ${reporter.bold(first)}: ${why}`);
  if (others.length > 0) reporter.result(`             with it: ${reporter.verbose ? others.join(', ') : firstOf(others)}`);
  if (hint !== undefined) reporter.result(`             hint: ${hint}`);
}

function counts({ units }: WorkspaceExplanation): Record<ExplainedUnit['state'], number> {
  const found = { fresh: 0, placeable: 0, build: 0 };
  for (const { state } of units) found[state] += 1;
  return found;
}

/** Cargo's own words where it has any: it is cargo that builds. Of a file that is missing the line says more that has it watched. */
function whyBuilt(unit: ExplainedUnit): string {
  const { dirty, unused } = unit;
  const stored = unused === null ? undefined : unused.at === 'placing' ? `the stored one is not used: ${refusalWords(unused.refusal)}` : `the one in ${unused.worktree} is not shared: ${refusalWords(unused.refusal)}`;
  const refusal = unused?.at === 'saving' ? unused.refusal : undefined;
  if (refusal?.reason === 'input-missing' && refusal.watched !== undefined) return refusalWords(refusal);
  if (dirty !== null) return withoutTimes(dirty);
  if (stored !== undefined) return stored;
  return unit.slot === null ? 'not built here yet, and not stored' : 'what it stands on is built anew';
}

/** Cargo's words without the nanoseconds: `the file \`x\` has changed`. */
function withoutTimes(dirty: string): string {
  return dirty.replace(/ \(\d+\.\d{9}s, .* after last build at \d+\.\d{9}s\)/, '');
}

/** What becomes of a unit, and what its stored build is known by. */
function lineOf(unit: ExplainedUnit): string {
  const known = unit.evidence === null ? '' : ` [${EVIDENCE_WORDS[unit.evidence]}]`;
  return `${unit.state.padEnd(9)}  ${nameOf(unit)}${unit.state === 'build' ? `: ${whyBuilt(unit)}` : ''}${known}`;
}

function hintOf({ unused, isOwn }: ExplainedUnit): string | undefined {
  return unused === null ? undefined : refusalHint(unused.refusal, isOwn);
}

function nameOf(unit: ExplainedUnit): string {
  const what = unit.kind === null || unit.kind === 'lib' ? '' : ` (${KINDS[unit.kind] ?? unit.kind}${unit.target !== null && unit.target !== unit.package && !(unit.kind in KINDS) ? ` ${unit.target}` : ''})`;
  return `${unit.package} v${unit.version}${what}`;
}

const KINDS: Readonly<Record<string, string>> = { 'custom-build': 'build script', 'run-build-script': 'build script run' };

function unsharedName({ package: name, slot }: UnsharedUnit): string {
  return `${name} (${slot.slice(slot.lastIndexOf('/') + 1)})`;
}
