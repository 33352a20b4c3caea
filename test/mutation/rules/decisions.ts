import { rulesOf, type Rule } from '../rule.ts';

/** The two decisions, the choice of variants and the order of times: pure functions, proved by unit tests. */
export const DECISIONS: readonly Rule[] = [
  ...rulesOf('units/may-save.ts', ['units/may-save.test.ts'], [
    ['save: closed over dependencies', '    closed(e) ??\n', ''],
    ['save: built here, not copied', '    builtHere(e) ??\n', ''],
    ['save: built before a move', '    unmoved(e) ??\n', '', ['units/may-save.test.ts', 'e2e/hazards/moved-worktree.test.ts']],
    ['save: not older than a dependency', '    inOrder(e) ??\n', ''],
    ['save: outputs not edited in place', '    untouched(e) ??\n', ''],
    ['save: inputs not edited since', ' ??\n    uneditedSince(e)', ''],
    ['save: no root in generated files', '    withoutScriptPath(e) ??\n', ''],
    ['save: no baked root', ' ??\n    withoutBakedPath(e)', ''],
    ['save: undeclared inputs count', '[...e.inputs, ...e.undeclared]', '[...e.inputs]'],
    ['save: a missing input refuses', 'if (input.changedNs === undefined) return', 'if (input.changedNs === undefined) continue; else if (false) return'],
    ['save: a denied digest refuses', "if (input.word === 'denied') return", 'if (false) return'],
    ['save: a silent input must be older than the build', 'input.changedNs > e.builtNs) return', 'false) return'],
    ['save: in a shared build directory times prove nothing', "input.word === 'silent' && !e.owned", 'false'],
  ]),
  ...rulesOf('units/may-place.ts', ['units/may-place.test.ts'], [
    ['place: the lock file pins it', 'if (!here.locks(manifest.source)) return', 'if (false) return'],
    ['place: a name that holds another path is not one here', 'source.namedBy !== here.absolute(source.root);', 'false;'],
    ['place: absent module paths stay absent', 'here.exists(input.path) ?', 'false ?'],
    ['place: inputs are identical', 'content === input.sha256 ?', 'true ?'],
    ['place: inputs are there', 'if (content === undefined) return', 'if (content === undefined) return undefined; else if (false) return'],
    ['place: what was seen has the same answer', "return seen && { reason: 'observed-differs', seen };", 'return undefined;'],
    ['place: what people named has the same answer', "return seen && { reason: 'declared-differs', input: nameOfObservation(seen) };", 'return undefined;'],
    ['place: what was not observed needs all to be equal', "return differs === undefined ? undefined : { reason: 'not-observed'", "return true ? undefined : { reason: 'not-observed'"],
    ['place: the configuration sets the same', 'here.configEnv() === condition.sha256', 'true'],
    ['place: the same programs compile', 'built?.sha256 === own?.sha256 ?', 'true ?'],
    ['place: what is named is identical', 'here.named(paths) !== sha256', 'false'],
    ['place: package files are identical', 'here.packageFiles(condition.root) === condition.sha256', 'true'],
  ]),
  ...rulesOf('units/other-variants.ts', ['units/other-variants.test.ts'], [
    ['place: what was seen of a unit counts for its earlier variant', 'return mayPlace(same, here);', 'return undefined;'],
    ['place: a registry\'s unit waits where another one asked', 'observed.length > 0 &&', 'false &&'],
  ]),
  ...rulesOf('engine/warm/candidates.ts', ['engine/warm/candidates.test.ts'], [
    ['candidates: other variants of the slot are heard', '?? refusedByOthers(manifest, known, o.facts)', ''],
  ]),
  ...rulesOf('units/choose.ts', ['units/choose.test.ts'], [
    ['choose: a chosen dependency has the digest', 'if (taken.digest === edge.digest) return undefined;', 'return undefined;'],
    ['choose: a variant with the digest is looked for', 'if (variant.digest !== edge.digest) continue;', ''],
    ['choose: a failed attempt is taken back', 'takeBackTo(start);', ''],
    ['choose: a dependency must be there', 'if (failure === undefined) continue;', 'continue;'],
  ]),
  ...rulesOf('units/stamps.ts', ['units/stamps.test.ts'], [
    ['stamps: a watched file is not newer than the output', 'floors.get(manifest.slot)?.outputNs ?? 0n', '0n'],
    ['stamps: a dependency is not newer than its dependent', 'if (compared > needed) needed = compared;', ''],
    ['stamps: times in the worktree count', 'present.get(manifest.slot) ?? timesOf(manifest)', 'timesOf(manifest)'],
    ['stamps: only what must be is stamped', 'needed > newest(stored.outputs) ?', 'true ?'],
  ]),
  ...rulesOf('units/outputs.ts', ['units/outputs.test.ts'], [
    ['times: only between rlibs the metadata counts', 'isPureRlib(dependent) && isPureRlib(dependency)', 'true'],
    ['times: a dylib beside the rlib needs object code', "!unit.outputs.some((o) => o.role === 'dylib' || o.path.endsWith('.a') || o.path.endsWith('.lib'))", 'true'],
  ]),
  ...rulesOf('units/identity.ts', ['units/identity.test.ts'], [
    ['key: it changes with the conditions', '    unit.conditions,\n', ''],
    ['key: it changes with the dependencies', '    unit.dependencies,\n', ''],
    ['key: what nobody has observed is another with each build', 'conditions.some(isUnvouched) ?', 'conditions.length < 0 ?'],
    ['digest: a program is known by its dependencies', 'unit.inputs, unit.dependencies, compared', 'unit.inputs, compared'],
    ['digest: a program is known by what is compared beside', 'unit.dependencies, compared, build]', 'unit.dependencies, build]'],
    ['digest: a run stands on one build of its script', "unit.kind === 'build-script' ? buildOf(unit) : []", '[]'],
  ]),
  ...rulesOf('units/graph.ts', ['units/graph.test.ts'], [
    ['graph: an ambiguous dependency is unknown', ' && candidates.length === 1', ''],
    ['graph: the own profile directory first', 'near.length > 0 ? near : all', 'all'],
  ]),
  ...rulesOf('store/place/policy.ts', ['store/place/policy.test.ts'], [
    ['policy: a member\'s metadata is never linked', "return source !== 'path';", 'return true;'],
    ['policy: what cargo writes in place is never linked', "    case 'out-file':\n      return false;", "    case 'out-file':\n      return true;"],
  ]),
  ...rulesOf('store/place/policy.ts', ['store/place/policy.test.ts'], [
    ['policy: on macOS nothing that is run has a second name', "if ((role === 'dylib' || role === 'executable') && platform.programsByInode) return false;", ''],
  ]),
  ...rulesOf('store/place/rewrite.ts', ['store/place/rewrite.test.ts'], [
    ['rewrite: whole path prefixes only', '})${NAME_ENDS}`', '})`'],
    ['rewrite: whole paths in dep-info', 'path.startsWith(`${o.path}/`)', 'path.startsWith(o.path)'],
  ]),
  ...rulesOf('commands/sccache/plan.ts', ['commands/sccache/plan.test.ts'], [
    ["sccache: somebody else's wrapper is not replaced", 'if (foreign !== undefined) return err(taken(foreign));', ''],
    ['sccache: what others replaced is not undone', 'if (undone === undefined && own?.value !== record.wrapper) return', 'if (false) return'],
    ['sccache: what was not enabled is not undone', "if (record === undefined) return ok({ action: 'nothing', by: settings[0] });", "if (record === undefined) return planDisable({ ...facts, record: { file, created: true, wrapper: settings[0]?.value ?? '', splice: { at: 0, removed: Buffer.alloc(0), inserted: Buffer.alloc(0) } } });"],
  ]),
  ...rulesOf('commands/bench/place.ts', ['e2e/bench.test.ts'], [
    ['bench: a measurement that runs is left alone', "lock.value === 'busy' || ", ''],
    ['bench: what a killed one left is removed', "  for (const directory of places) {\n    const lock", "  for (const directory of new Set<string>()) {\n    const lock"],
    ['bench: directories of others are left alone', 'if (placeOf(join(path, \'worktree\')) === undefined) continue;', ''],
  ]),
];
