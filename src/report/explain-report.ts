import type { ExplainDocument } from '../documents/explain.ts';
import type { Culprit, ExplainedUnit, Explanation, UnsharedUnit, WorkspaceExplanation } from '../explain/model.ts';
import { count } from './bytes.ts';
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
      hint: refusalHint(unit.refusal) ?? null,
      cost: because.length,
      slots: because.map((other) => other.slot),
    })),
  };
}

/** Counts first, then what costs most. With `--verbose` a line for each unit. */
export function reportExplanation(e: Explanation, reporter: Reporter): void {
  for (const workspace of e.workspaces) {
    const { fresh, placeable, build } = counts(workspace);
    const parts = [`${fresh} fresh`, ...(placeable > 0 ? [`${placeable} that \`cargo share warm\` would make fresh`] : []), `${build} to build`];
    reporter.result(`The next \`cargo ${e.command.join(' ')}\` in ${workspace.workspace} needs ${count(workspace.units.length, 'unit')}: ${parts.join(', ')}.`);
    for (const culprit of workspace.culprits) {
      reporter.result('');
      group(culprit, { why: whyBuilt(culprit.unit), hint: hintOf(culprit.unit), names: culprit.because.map(nameOf) }, reporter);
    }
    if (reporter.verbose) {
      reporter.result('');
      for (const unit of workspace.units) reporter.result(`${unit.state.padEnd(9)}  ${nameOf(unit)}${unit.state === 'build' ? `: ${whyBuilt(unit)}` : ''}`);
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
  for (const culprit of e.unshared) {
    reporter.result('');
    const { refusal } = culprit.unit;
    group(culprit, { why: refusalWords(refusal), hint: refusalHint(refusal), names: culprit.because.map((unit) => unsharedName(unit)) }, reporter);
  }
}

const NAMED = 6;

function group(culprit: Culprit<{ readonly package: string }>, o: { why: string; hint: string | undefined; names: readonly string[] }, reporter: Reporter): void {
  const [first = culprit.unit.package, ...others] = o.names;
  reporter.result(`  ${count(o.names.length, 'unit').padStart(9)}  ${reporter.bold(first)}: ${o.why}`);
  if (others.length > 0) {
    const shown = reporter.verbose ? others : others.slice(0, NAMED);
    const more = others.length > shown.length ? `, and ${others.length - shown.length} more` : '';
    reporter.result(`             with it: ${shown.join(', ')}${more}`);
  }
  if (o.hint !== undefined) reporter.result(`             hint: ${o.hint}`);
}

function counts({ units }: WorkspaceExplanation): Record<ExplainedUnit['state'], number> {
  const found = { fresh: 0, placeable: 0, build: 0 };
  for (const { state } of units) found[state] += 1;
  return found;
}

/** Cargo's own words where it has any: it is cargo that builds. */
function whyBuilt(unit: ExplainedUnit): string {
  const { dirty, unused } = unit;
  const stored = unused === null ? undefined : unused.at === 'placing' ? `the stored one is not used: ${refusalWords(unused.refusal)}` : `the one in ${unused.worktree} is not shared: ${refusalWords(unused.refusal)}`;
  if (dirty !== null) return withoutTimes(dirty);
  if (stored !== undefined) return stored;
  return unit.slot === null ? 'not built here yet, and not stored' : 'what it stands on is built anew';
}

/** Cargo's words without the nanoseconds: `the file \`x\` has changed`. */
function withoutTimes(dirty: string): string {
  return dirty.replace(/ \(\d+\.\d{9}s, .* after last build at \d+\.\d{9}s\)/, '');
}

function hintOf({ unused }: ExplainedUnit): string | undefined {
  return unused === null ? undefined : refusalHint(unused.refusal);
}

function nameOf(unit: ExplainedUnit): string {
  const what = unit.kind === null || unit.kind === 'lib' ? '' : ` (${KINDS[unit.kind] ?? unit.kind}${unit.target !== null && unit.target !== unit.package && !(unit.kind in KINDS) ? ` ${unit.target}` : ''})`;
  return `${unit.package} v${unit.version}${what}`;
}

const KINDS: Readonly<Record<string, string>> = { 'custom-build': 'build script', 'run-build-script': 'build script run' };

function unsharedName({ package: name, slot }: UnsharedUnit): string {
  return `${name} (${slot.slice(slot.lastIndexOf('/') + 1)})`;
}
