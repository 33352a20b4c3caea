import { fingerprintNumber, isFingerprintText, parseFingerprint } from '../../formats/cargo/fingerprint-json.ts';
import { readText } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { FingerprintIndex } from '../../units/graph.ts';
import type { FingerprintRecord, Slot } from '../../units/model.ts';
import type { SurveyedUnit } from './survey.ts';

/** A unit that stands in a build directory, with what it was built on. */
export interface PresentNode {
  /** Undefined: cargo's JSON is missing or of an unknown form. */
  readonly record: FingerprintRecord | undefined;
  /** Those of its dependencies that stand there. */
  readonly dependencies: readonly Slot[];
  /** Names of those that do not: built anew since, under another fingerprint. */
  readonly gone: readonly string[];
}

/** The graph of the units that stand in a build directory, as their fingerprints tell it. */
export function presentGraph(surveyed: readonly SurveyedUnit[], buildDirectory: AbsolutePath): Map<Slot, PresentNode> {
  const index = new FingerprintIndex(
    surveyed.flatMap(({ entry: { slot, profileDirectory, fingerprintPath } }) => {
      const text = readText(`${buildDirectory}/${fingerprintPath}`);
      return text !== undefined && isFingerprintText(text) ? [{ slot, profileDirectory, fingerprintNumber: fingerprintNumber(text) }] : [];
    }),
  );
  const graph = new Map<Slot, PresentNode>();
  for (const { entry } of surveyed) {
    const record = parseFingerprint(readText(`${buildDirectory}/${entry.fingerprintPath}.json`) ?? '');
    const found = (record.ok ? record.value.deps : []).map((dep) => index.find(dep, entry.profileDirectory));
    graph.set(entry.slot, {
      record: record.ok ? record.value : undefined,
      dependencies: found.flatMap((dep) => (dep.ok ? [dep.value.slot] : [])),
      gone: found.flatMap((dep) => (dep.ok ? [] : [dep.error])),
    });
  }
  return graph;
}
