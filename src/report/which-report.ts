import type { WhichDocument } from './documents/which.ts';
import type { Answer, Finding } from '../commands/which/answer.ts';
import { count } from './bytes.ts';
import { evidenceWords } from './evidence-words.ts';
import { refusalWords } from './refusal-words.ts';
import type { Reporter } from './reporter.ts';

/** The JSON document of an answer. */
export function whichDocument(answer: Answer): WhichDocument {
  const findings = answer.findings.map((finding) => ({ ...finding, words: findingWords(finding) }));
  return { schema: 1, command: 'which', ...answer, findings };
}

const SHOWN = 3;

export function reportWhich(answer: Answer, reporter: Reporter): void {
  const { unit, origin } = answer;
  reporter.result(`${answer.file}`);
  reporter.result(`  unit:     ${unit.package} (${unit.name}, ${unit.profileDirectory}, ${unit.unitHash})`);
  reporter.result(`  origin:   ${originWords(origin)}`);
  reporter.result(`  current:  ${reporter.bold(answer.current)}${answer.current === 'yes' ? `, over ${count(answer.units, 'unit')}: it was built from ${answer.worktree} as it is now` : ''}`);
  reporter.result(`  evidence: ${evidenceWords(answer.evidence)}`);
  const shown = reporter.verbose ? answer.findings : answer.findings.slice(0, SHOWN);
  for (const finding of shown) reporter.result(`            ${finding.verdict}: ${finding.package}: ${findingWords(finding)} [${finding.evidence}]`);
  const more = answer.findings.length - shown.length;
  if (more > 0) reporter.result(`            and ${more} more (--verbose)`);
}

function originWords(origin: Answer['origin']): string {
  if (origin.how === 'built') {
    const where = origin.compiledIn.length === 0 ? '' : `; its debug information names ${origin.compiledIn.join(', ')}`;
    return `built by cargo at ${timeOf(origin.builtNs)}${where}`;
  }
  const { from } = origin;
  const placed = `placed by cargo-share at ${timeOf(origin.placedNs)}`;
  if (from === null) return `${placed}; the store no longer says from where`;
  const commit = from.commit === null ? 'before the first commit' : `commit ${from.commit.slice(0, 9)}`;
  return `${placed}, from ${from.worktree} (${commit}${from.branch === null ? '' : `, branch ${from.branch}`}, built ${timeOf(from.builtNs)})`;
}

function timeOf(ns: string): string {
  return new Date(Number(BigInt(ns) / 1_000_000n)).toISOString();
}

function findingWords({ because }: Finding): string {
  switch (because.reason) {
    case 'cargo-rebuilds':
      return `cargo would build it anew: ${because.words}`;
    case 'other-unit':
      return 'cargo makes this file from another unit now: features, profile, versions or flags are others';
    case 'not-needed':
      return 'no usual cargo command here needs this unit now: it was made with other flags, or the manifests have changed';
    case 'former-digest':
      return `the compiler's list names another content of ${because.file}, as it does where only comments were edited before the build`;
    case 'other-worktree':
      return `it was compiled in ${because.worktree}, whose ${because.file} is another one`;
    default:
      return refusalWords(because);
  }
}

