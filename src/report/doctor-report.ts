import type { DoctorDocument } from './documents/doctor.ts';
import type { Diagnosis } from '../commands/doctor/doctor.ts';
import type { Finding, Verdict } from '../commands/doctor/finding.ts';
import { findingWords, fixWords } from './doctor-words.ts';
import { count } from './bytes.ts';
import { failureText, type Reporter } from './reporter.ts';

/** Whether anything is broken: warnings alone are not. */
export function isHealthy({ findings }: Diagnosis): boolean {
  return findings.every(({ verdict }) => verdict !== 'fail');
}

export function doctorDocument(diagnosis: Diagnosis): DoctorDocument {
  return {
    schema: 1,
    command: 'doctor',
    healthy: isHealthy(diagnosis),
    findings: diagnosis.findings.map((finding) => {
      const { check, verdict, finding: code, ...facts } = finding;
      const { fix, ...rest } = { fix: undefined, ...facts };
      const { message, mend, see } = findingWords(finding);
      return { check, verdict, finding: code, message, ...(mend && { mend }), ...(see && { see }), fixable: fix !== undefined, facts: rest };
    }),
    fixes: diagnosis.fixes.map(({ fix, outcome }) => ({
      action: fix.action,
      ...(typeof outcome === 'string' ? { outcome } : { outcome: 'failed', failure: outcome }),
    })),
  };
}

const CHECK_COLUMNS = 12;

/** A line for each finding on standard output; what was mended before them. */
export function reportDoctor(diagnosis: Diagnosis, reporter: Reporter): void {
  for (const { fix, outcome } of diagnosis.fixes) {
    if (outcome === 'done') reporter.status('Mended', fixWords(fix));
    else if (outcome === 'offered') reporter.status('Would mend', fixWords(fix));
    else reporter.warn(failureText(outcome, 'not mended'));
  }
  for (const finding of diagnosis.findings) {
    const { message, mend, see = [] } = findingWords(finding);
    const mending = mend === undefined ? '' : `; mend: ${mend}`;
    reporter.result(`${reporter.verdict(finding.verdict)}  ${finding.check.padEnd(CHECK_COLUMNS)}  ${oneLine(message)}${mending}`);
    if (see.length > 0) reporter.result(`${' '.repeat(CHECK_COLUMNS + 8)}see it: ${see.join(`\n${' '.repeat(CHECK_COLUMNS + 16)}`)}`);
  }
  const number = (verdict: Verdict): number => diagnosis.findings.filter((finding: Finding) => finding.verdict === verdict).length;
  const [failed, warned] = [number('fail'), number('warn')];
  if (failed + warned > 0) reporter.status('Found', `${count(failed, 'failure')}, ${count(warned, 'warning')}`);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
