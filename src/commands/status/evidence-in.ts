import type { SurveyedUnit } from '../../engine/save/survey.ts';
import { evidenceOf, type EvidenceKind } from '../../units/evidence.ts';
import type { ReadManifest } from './stored-manifests.ts';

/** By what each unit of one build directory is known that was saved, or that an audit has left to cargo. */
export function evidenceIn(units: readonly SurveyedUnit[], manifest: ReadManifest): EvidenceKind[] {
  const results = units.flatMap(({ seen }) => (seen === undefined ? [] : [seen.result]));
  const saved = results.flatMap((result) => ('saved' in result ? (manifest(result.saved) ?? []) : []));
  const left = results.filter((result) => 'refused' in result && result.refused.reason === 'left');
  return [...evidenceOf(saved).values(), ...left.map(() => 'left' as const)];
}
