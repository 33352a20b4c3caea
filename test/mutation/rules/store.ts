import { rulesOf, type Rule } from '../rule.ts';

/** What the store may drop, and what it must never hand out. */
export const STORE: readonly Rule[] = [
  ...rulesOf('gc/plan.ts', ['gc/plan.test.ts'], [
    ['gc: no age limit for what a worktree holds', 'return !unit.live && unit.usedNs < oldestNs', 'return unit.usedNs < oldestNs'],
    ['gc: what a worktree holds goes last', 'if (a.live !== b.live) return a.live ? 1 : -1;', ''],
    ['gc: an inode is freed with its last name', "if (left === 0 && inode?.outside === false)", 'if (inode?.outside === false)'],
  ]),
  ...rulesOf('gc/apply.ts', ['gc/apply.test.ts'], [
    ['gc: what came into use is spared', 'lastUse(store, step.key) !== step.usedNs ||', 'false ||'],
    ['gc: what came to be named is spared', "(step.why === 'unlisted' && listed.has(step.key))", 'false'],
    ['gc: writers are kept out', "mode: 'exclusive'", "mode: 'shared'"],
    ['gc: catalogs forget what is dropped', 'if (dropped.size > 0) forget(o, dropped);', ''],
  ]),
];
