import { rulesOf, type Rule } from '../rule.ts';

const e2e = (...names: readonly string[]): string[] => names.map((name) => `e2e/reclaim/${name}.test.ts`);

/** What may be deleted or merged, and in which order. */
export const RECLAIM: readonly Rule[] = [
  ...rulesOf('commands/reclaim/apply.ts', ['commands/reclaim/apply.test.ts'], [
    ['reclaim: nothing is deleted that nobody agreed to', 'agreed.has(path) && isPlain(path)', 'isPlain(path)'],
    ['reclaim: nothing is deleted behind a link', 'agreed.has(path) && isPlain(path)', 'agreed.has(path)'],
    ['reclaim: nothing is deleted that is in use again', 'if (before === undefined) continue;\n        for (const problem of carryOut(before, now, done))', 'for (const problem of carryOut(before ?? now, before ?? now, done))'],
    ['reclaim: what was changed since is not merged', 'if (stampNow(merge.from) !== merge.stamps.from || stampNow(to) !== merge.stamps.to) return notMerged(to);', ''],
    ['reclaim: half an orphan is still one', 'if (gone !== undefined) markOrphan(now.directory, gone);', '', e2e('faults')],
  ]),
  ...rulesOf('commands/reclaim/lock-directories.ts', ['commands/reclaim/lock-directories.test.ts'], [
    ['reclaim: cargo is kept out', "else if (lock.error.code === 'target-directory-busy') busy.add(buildDirectory);", 'else if (true) continue;'],
    ['reclaim: no lock is taken twice', 'if (held.has(key)) continue;', ''],
  ]),
  ...rulesOf('commands/reclaim/remove-output.ts', e2e('faults'), [
    ['reclaim: records go first', 'attempt(() => recordsIn(path).forEach(removeTree))', 'attempt(() => undefined)'],
    ['reclaim: marks go last', 'sort((a, b) => a.rank - b.rank)', 'sort((a, b) => b.rank - a.rank)'],
  ]),
  ...rulesOf('formats/cargo/target-directory.ts', ['commands/reclaim/cargo-contents.test.ts'], [
    ['reclaim: a directory is tagged by cargo', "?.includes('created by cargo') === true", ' !== undefined'],
  ]),
  ...rulesOf('commands/reclaim/cargo-contents.ts', ['commands/reclaim/cargo-contents.test.ts'], [
    ['reclaim: a directory holds a profile', ' || profilesIn(directory).length === 0)', ')'],
    ['reclaim: only cargo\'s names go', 'return entry.isFile() && isFinal(entry.name, names) ? [path] : [];', 'return [path];'],
    ['reclaim: links stay', 'if (PROFILE_PARTS.has(entry.name) && (entry.isDirectory() || entry.isFile())) return', 'if (PROFILE_PARTS.has(entry.name)) return'],
  ]),
  ...rulesOf('commands/reclaim/stale/superseded-objects.ts', ['commands/reclaim/stale/superseded-objects.test.ts'], [
    ['reclaim: objects that a program names stay', '!used.has(name) && crates.has', 'crates.has'],
    ['reclaim: objects of what is not known stay', ' && crates.has(crateOf(name))', ''],
  ]),
  ...rulesOf('commands/reclaim/tracked.ts', e2e('safety'), [
    ['reclaim: files that git tracks stay', 'trackedPart(at as AbsolutePath, directory) !== undefined', 'false'],
  ]),
  ...rulesOf('commands/reclaim/duplicates/keep-order.ts', ['commands/reclaim/duplicates/keep-order.test.ts'], [
    ['reclaim: no unit becomes older than what it stands on', 'if (newest(timed()) < needed) {', 'if (newest(timed()) < 0n) {'],
    ['reclaim: what lies below is judged with its new time', 'after.set(slot, { kind: times.kind, outputs: timed() });', ''],
  ]),
  ...rulesOf('commands/reclaim/duplicates/shareable.ts', e2e('duplicates'), [
    ['reclaim: what is written in place is not linked', " && ways.includes('link')", ''],
    ['reclaim: capabilities belong to one program', " && !(role === 'executable' && mayHaveCapabilities(absolute))", ''],
  ]),
  ...rulesOf('commands/reclaim/duplicates/find-duplicates.ts', e2e('duplicates'), [
    ['reclaim: times stay in order', "(way === 'extents' ? agreed : inOrder(one, agreed))", 'agreed'],
    ['reclaim: only equal bytes are merged', 'const original = originals.get(digest);', 'const original = [...originals.values()][0];'],
  ]),
  ...rulesOf('commands/reclaim/stale/judge.ts', ['commands/reclaim/stale/judge.test.ts'], [
    ['reclaim: a unit stays while a twin of what it stands on does', 'stored.get(number)?.every(', 'stored.get(number)?.some('],
    ['reclaim: what cannot be read is not judged', 'if (stale.has(slot) || dependencies === undefined) continue;', "if (stale.has(slot)) continue;\n      if (dependencies === undefined) { stale.set(slot, 'superseded'); continue; }"],
  ]),
  ...rulesOf('commands/reclaim/stale/lockfiles.ts', e2e('stale'), [
    ['reclaim: a version that a branch names stays', 'if (bytes !== undefined) texts.add', 'if (bytes === null) texts.add'],
  ]),
  ...rulesOf('commands/reclaim/stale/find-stale.ts', e2e('stale'), [
    ['reclaim: units of an installed compiler stay', 'evidence.compilers?.has(unit.record.rustc) === false', 'evidence.compilers !== undefined'],
  ]),
  ...rulesOf('commands/reclaim/survey.ts', e2e('stale'), [
    ['reclaim: uncommitted work keeps its incremental state', 'place.worktrees.every(isClean) ? o.incrementalDays : undefined', 'o.incrementalDays'],
  ]),
  ...rulesOf('commands/reclaim/orphaned/origin.ts', ['commands/reclaim/orphaned/origin.test.ts'], [
    ['reclaim: nothing is orphaned while a source is there', "if ((isOurs || source.endsWith('.rs')) && lstat(source) !== undefined) return undefined;", ''],
    ['reclaim: another project\'s directory is not ours', 'best[1] * 2 < sources.size', 'false'],
  ]),
  ...rulesOf('commands/reclaim/orphaned/gone.ts', ['commands/reclaim/orphaned/origin.test.ts'], [
    ['reclaim: a locked worktree may come back', 'prunable && locked === null', 'prunable'],
    ['reclaim: a disk may be unplugged', 'return lstat(dirname(root)) !== undefined || ', 'return true || '],
  ]),
  ...rulesOf('commands/reclaim/orphaned/candidates.ts', e2e('orphaned'), [
    ['reclaim: a moved clone keeps its directory', ' || isProject(dirname(path))', ''],
  ]),
  ...rulesOf('commands/reclaim/orphaned/sources.ts', e2e('orphaned'), [
    ['reclaim: what was placed tells nothing of who builds here', 'if (metadata === undefined || isPlaced(buildDirectory, unit)) return [];', 'if (metadata === undefined) return [];'],
  ]),
  ...rulesOf('commands/reclaim/orphaned/own-hashes.ts', e2e('orphaned'), [
    ['reclaim: units that others use as well stay', 'if (wrapper === undefined || ', 'if (wrapper === null || '],
  ]),
];
