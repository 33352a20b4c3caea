import type { AuditedOne, WorktreeAudit } from '../engine/audit/audit-worktree.ts';
import type { AuditDocument } from './documents/audit.ts';
import { nameOfObservation } from '../units/observation.ts';
import { count } from './bytes.ts';
import { refusalWords } from './refusal-words.ts';
import { failureText, type Reporter } from './reporter.ts';

/** The JSON document of an audit. */
export function auditDocument(worktree: string, units: readonly AuditedOne[]): AuditDocument {
  return {
    schema: 1,
    command: 'audit',
    worktree,
    units: units.map(({ unit, verdict }) => ({
      package: unit.manifest.source.name,
      slot: unit.manifest.slot,
      way: unit.way,
      state: verdict.state,
      why: whyOf(verdict),
      asked: verdict.state === 'observed' ? verdict.observations.map(nameOfObservation) : [],
    })),
  };
}

/** What an audit found out, for a person; nothing where there was nothing to observe. */
export function reportAudit({ worktree, units, failure }: WorktreeAudit, reporter: Reporter): void {
  const needed = units.filter(({ unit }) => unit.evidence === 'needed');
  if (needed.length > 0) {
    const observed = needed.filter(({ verdict }) => verdict.state === 'observed').length;
    const left = needed.length - observed;
    reporter.status('Observed', `${count(observed, 'build script or macro user', 'build scripts and macro users')} of ${worktree}${left === 0 ? '' : ` (${left} left to cargo)`}`);
  }
  if (reporter.verbose) {
    for (const { unit, verdict } of needed) {
      if (verdict.state !== 'observed') reporter.status('Left', `${unit.manifest.source.name} (${unit.manifest.slot}): ${whyOf(verdict)}`);
    }
  }
  if (failure !== undefined) reporter.warn(failureText(failure, 'build scripts and macros are not observed'));
}

function whyOf(verdict: AuditedOne['verdict']): string {
  switch (verdict.state) {
    case 'observed':
      return '';
    case 'left':
      return refusalWords({ reason: 'left', because: verdict.because, what: verdict.what });
    case 'not-run':
      return verdict.why;
  }
}
