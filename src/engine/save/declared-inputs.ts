import { matching, matchingDigest } from '../contents/matching.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { variableIn } from '../../units/declared.ts';
import type { InputEvidence } from '../../units/may-save.ts';
import type { PackageSource } from '../../units/model.ts';
import type { Observation } from '../../units/observation.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { isDeclared, readSeen, type SeenIndex } from '../../store/targets.ts';
import type { Store } from '../../store/open.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Donor } from './donor.ts';
import { NOTHING_TOLD, type Told } from './told-inputs.ts';

/** What is remembered of a build directory, without what is to be judged anew as people say something else now. */
export function seenAsDeclared(store: Store, { buildDirectory, declared }: Donor): SeenIndex {
  const seen = readSeen(store, buildDirectory);
  if (declared.digest !== undefined && !isDeclared(store, buildDirectory, declared.digest)) return new Map();
  for (const [slot, { result }] of seen) {
    const lifted = 'refused' in result && result.refused.reason === 'never-shared' && declared.of(packageOfSlot(slot)).neverShared === undefined;
    if (lifted) seen.delete(slot);
  }
  return seen;
}

/** What people say of a package: what must hold elsewhere, with evidence of the files' times; or that it is never shared. */
export function declaredInputs(source: PackageSource, donor: Donor): Result<Told, SaveRefusal> {
  const { neverShared, inputs } = donor.declared.of(source.name);
  if (neverShared !== undefined) return err({ reason: 'never-shared', where: neverShared });
  if (inputs.length === 0) return ok(NOTHING_TOLD);
  const place = { contents: donor.contents, built: [donor.buildDirectory, donor.targetDirectory] };
  const observations: Observation[] = [];
  const evidence: InputEvidence[] = [];
  for (const input of inputs) {
    const name = variableIn(input);
    if (name === undefined) {
      observations.push({ see: 'matching', pattern: input, sha256: matchingDigest(input, place) });
      for (const path of matching(input, place)) evidence.push({ path, changedNs: donor.contents.times(path)?.changedNs, word: 'silent' });
    } else if (source.kind !== 'path' || source.vendored === true || donor.shellEnv === undefined) {
      // Cargo compares it by a path package's dep-info alone, and only the worktree's own shell knows what it was.
      return err({ reason: 'never-shared', where: `extra-inputs name ${input}, whose value at the build is not known` });
    } else {
      observations.push({ see: 'variable', name, value: donor.shellEnv[name] ?? null });
    }
  }
  return ok({ conditions: [{ kind: 'declared', inputs, observations }], evidence });
}
