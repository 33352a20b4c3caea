import { rulesOf, type Rule } from '../rule.ts';

const hazard = (...names: readonly string[]): string[] => names.map((name) => `e2e/hazards/${name}.test.ts`);

/** What stands in a worktree, what is put there, and in which order. */
export const WARMING: readonly Rule[] = [
  ...rulesOf('engine/warm/plan.ts', ['engine/warm/plan.test.ts'], [
    ['plan: what stands on a changed unit is made stale', '[...invalidations(o, steps.some((step) => step.do === \'place\')), ...steps]', 'steps'],
    ['plan: what stands on more than edges tell is made stale', ' && !(places && unit.standsOnMore())', ''],
    ['plan: staleness spreads upwards', 'before !== changing.size;', 'before === -1;'],
    ['plan: only fresh units are kept', ' && present.fresh?.isFresh === true', ' && present.fresh !== undefined'],
    ['plan: only the chosen variant is kept', 'present?.key === key && present.fresh', 'present?.fresh'],
    ['plan: a unit that needs another time is not kept', 'for (const slot of unfit) kept.delete(slot);', 'return { kept: new Set(kept.keys()), times };'],
  ]),
  ...rulesOf('engine/warm/apply.ts', ['engine/warm/apply.test.ts'], [
    ['apply: the hash file is last', "if ((file.role === 'fingerprint') !== last) continue;", 'if (last) continue;'],
    ['apply: a replaced unit is hidden first', 'if (change.replaces) unlinkIfPresent(path);', ''],
    ['apply: messages of the former unit are dropped', "unlinkIfPresent(`${dirname(path)}/output-${basename(path)}`);", ''],
    ['apply: a replaced OUT_DIR is emptied', '      removeTree(`${o.buildDirectory}/${outDirectory}`);\n', ''],
    ['apply: a changed blob is damage', 'if (blobProblem(o.store, manifest, file) !== undefined) {', 'if (false) {'],
    ['apply: a unit may be dropped meanwhile', 'if (!placed.ok && blobProblem(', 'if (false && blobProblem(', ['e2e/collected-meanwhile.test.ts']],
    ['apply: a stamped file is private', "return isStamped ? all.filter((way) => way !== 'link') : all;", 'return all;'],
    ['apply: the mark is written', 'return encodeMark({ unit: manifest.key, roots: manifest.closureRoots });', 'return stored;'],
    ['apply: dep-info gets its time from the inputs here', "if (file.role === 'dep-info' && change.depInfoNs !== undefined) return change.depInfoNs;", ''],
    ['apply: roots are rewritten', 'return file.rewrite === true ?', 'return false ?'],
  ]),
  ...rulesOf('engine/warm/floors.ts', ['engine/warm/floors.test.ts'], [
    ['floors: directories count', "input.kind === 'directory' ? contents.directory(input.path) : contents.times(input.path)", 'contents.times(input.path)'],
    ['floors: a path package\'s script has one', "manifest.kind !== 'run-build-script' || manifest.source.kind !== 'path'", 'true'],
  ]),
  ...rulesOf('engine/warm/candidates.ts', ['engine/warm/candidates.test.ts'], [
    ['candidates: the placing decision is asked', 'const refusal = mayPlace(manifest, o.facts) ??', 'const refusal ='],
    ['candidates: damage is dropped', 'if (damage !== undefined) {', 'if (false) {'],
    ['candidates: a manifest of another slot is not taken', ' && manifest.value.slot === slot', ''],
  ]),
  ...rulesOf('engine/warm/fingerprints.ts', ['engine/warm/fingerprints.test.ts'], [
    ['fingerprints: an untold time is left to cargo', 'untold.has(manifest.slot) || ', ''],
    ['fingerprints: a failed computation is left to cargo', ' || failed.has(manifest.slot)', ''],
    ['fingerprints: and all above it', 'if (below !== undefined) {', 'if (false) {'],
  ]),
  ...rulesOf('formats/cargo/fingerprint-hash/recompute.ts', ['engine/warm/fingerprints.test.ts'], [
    ['fingerprints: the computation must give the stored hash', 'if (!reproduces(record, unit.fingerprint)) return', 'if (false) return'],
  ]),
  ...rulesOf('engine/save/judge-run.ts', hazard('build-script-without-rerun-if'), [
    ['fingerprints: the donor\'s own value must come out', '!computesLike(unit, source.root, context)', 'false'],
  ]),
  ...rulesOf('engine/warm/present.ts', ['engine/warm/present.test.ts'], [
    ['present: cargo\'s hash is the expected one', 'o.isExpected && complete', 'complete'],
    ['present: every file is there', 'o.isExpected && complete', 'o.isExpected'],
    ['present: dep-info is not older than the inputs', 'recorded.mtimeNs >= inputsNs', 'true'],
    ['present: outputs are not older than what is watched', 'newest(times.outputs) >= outputNs', 'true'],
  ]),
  ...rulesOf('engine/warm/perform.ts', ['engine/warm/perform.test.ts'], [
    ['perform: stale units are hidden from cargo', 'for (const step of plan.steps) hideFromCargo(step, buildDirectory);', ''],
    ['perform: nothing is placed on what could not be', ' || manifest.dependencies.some((edge) => lost.has(edge.slot))', ''],
    ['perform: dep-info is not older than generated sources', "if (file.role === 'out-file' && BigInt(file.mtimeNs) > stamp) stamp = BigInt(file.mtimeNs);", ''],
    ['perform: no unit is begun after the deadline', 'performance.now() > o.patience.deadline || (await', '(await'],
  ]),
  ...rulesOf('engine/warm/warm-directory.ts', ['engine/warm/warm-directory.test.ts'], [
    ['warm: what was built before the lock is looked at', 'if (further.length === 0 || unchanged(now.surveyed, buildDirectory, locked)) break;', 'if (locked.size > 0) break;'],
    ['warm: what came where nothing was before the lock', 'return file !== undefined && file.ino', 'return file === undefined || file.ino'],
    ['warm: cargo is kept out', 'if (!lock.ok) return lock;', 'if (!lock.ok) continue;'],
  ]),
  ...rulesOf('units/choose.ts', hazard('other-origin'), [
    ['choose: digests agree (end to end)', 'if (taken.digest === edge.digest) return undefined;', 'return undefined;'],
    ['choose: a variant with the digest (end to end)', 'if (variant.digest !== edge.digest) continue;', ''],
  ]),
];
