import { rulesOf, type Rule } from '../rule.ts';

const hazard = (name: string): string[] => [`e2e/hazards/${name}.test.ts`];

/** What the store may drop, and what it must never hand out. */
export const STORE: readonly Rule[] = [
  ...rulesOf('store/targets.ts', ['store/targets.test.ts'], [
    ['gc: an index that cannot be read now is forgotten', 'for (const path of unreadable) attempt(() => unlinkIfPresent(path));', ''],
  ]),
  ...rulesOf('commands/gc/plan.ts', ['commands/gc/plan.test.ts'], [
    ['gc: no age limit for what a worktree holds', 'return !unit.live && unit.usedNs < oldestNs', 'return unit.usedNs < oldestNs'],
    ['gc: what a worktree holds goes last', 'if (a.live !== b.live) return a.live ? 1 : -1;', ''],
    ['gc: an inode is freed with its last name', "if (left === 0 && inode?.outside === false)", 'if (inode?.outside === false)'],
  ]),
  ...rulesOf('commands/gc/apply.ts', ['commands/gc/apply.test.ts'], [
    ['gc: what came into use is spared', 'lastUse(store, step.key) !== step.usedNs ||', 'false ||'],
    ['gc: what came to be named is spared', "(step.why === 'unlisted' && listed.has(step.key))", 'false'],
    ['gc: writers are kept out', "mode: 'exclusive'", "mode: 'shared'"],
    ['gc: indexes forget what is to be dropped', 'if (next === 0 && again.size > 0) forgetSaved(', 'if (false) forgetSaved('],
    ['gc: catalogs forget what is dropped', 'if (dropped.size > 0) forget(o.store, dropped);', ''],
  ]),
  ...rulesOf('store/identity.ts', ['store/identity.test.ts'], [
    ['stamp: the inode is the one that was stored', "if (String(stat.ino) !== ino) return", 'if (false) return'],
    ['stamp: the size is', 'if (stat.size !== file.size) return', 'if (false) return'],
    ['stamp: the time is', 'if (String(stat.mtimeNs) !== file.mtimeNs) {', 'if (false) {'],
    ['stamp: the mode is', 'if ((file.mode & ~stat.mode & NEEDED) !== 0 || ((stat.mode ^ file.mode) & SPECIAL) !== 0) return', 'if (false) return'],
    ['stamp: every blob is looked at', 'if (problem !== undefined) return { file, problem };', 'return problem && { file, problem };'],
  ]),
  ...rulesOf('store/digests.ts', ['commands/verify/examine.test.ts'], [
    ['digests: none of a damaged blob is recorded', 'blobs === undefined || damageOf(store, manifest) !== undefined', 'blobs === undefined'],
  ]),
  ...rulesOf('store/lookup.ts', ['store/old-stores.test.ts'], [
    ['manifest: of other rules is no damage', "isOfOtherRules(value, key) ? 'other-rules' : 'damaged'", "'damaged'"],
  ]),
  ...rulesOf('store/targets.ts', ['store/old-stores.test.ts'], [
    ['index: verdicts of other rules do not count', '|| file.rules !== RULES', ''],
    ['index: what is taken out of one leaves its rules', 'const file: IndexFile = { format: 1, rules,', 'const file: IndexFile = { format: 1, rules: RULES,'],
    ['index: the listing is forgotten too', '[listingName(file.buildDirectory), `', '[`'],
  ]),
  ...rulesOf('commands/verify/repair.ts', ['commands/verify/examine.test.ts'], [
    ['verify: what was edited in place is not saved again', 'damaged.filter(({ reason }) => OWN.has(reason)).map(', 'damaged.map('],
    ['verify: what became whole is not dropped', "!('reason' in now) || grave.drop(key).ok", 'grave.drop(key).ok'],
  ]),
  ...rulesOf('formats/objects/in-place-linker.ts', hazard('edited-in-place'), [
    ['linker: what mold made is private', 'return IN_PLACE.test(', 'return false && IN_PLACE.test(', ['formats/objects/in-place-linker.test.ts']],
  ]),
  ...rulesOf('engine/warm/apply.ts', hazard('edited-in-place'), [
    ['apply: a private program is no link', 'writtenInPlace: file.private === true,', ''],
  ]),
];
