import { EVIDENCE_KINDS, type EvidenceCounts, type EvidenceKind } from '../units/evidence.ts';

/** As docs/design.md calls the kinds. */
export const EVIDENCE_WORDS: Readonly<Record<EvidenceKind, string>> = {
  recorded: 'recorded',
  incapable: 'incapable',
  observed: 'observed',
  'everything-equal': 'everything equal',
  unknown: 'not known yet',
  left: 'left',
};

/** `12 recorded, 2 observed`; empty where there is none. */
export function evidenceWords(counts: EvidenceCounts): string {
  return EVIDENCE_KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${EVIDENCE_WORDS[kind]}`)
    .join(', ');
}
