import type { ConfigEnv } from '../cargo/config-env.ts';
import { Answers } from '../contents/answers.ts';
import { WorktreeContents } from '../contents/worktree-contents.ts';
import { gitDirectories } from '../git/head.ts';
import { readManifest } from '../store/lookup.ts';
import type { Store } from '../store/open.ts';
import { readSeen } from '../store/targets.ts';
import type { AbsolutePath } from '../system/brand.ts';
import type { Manifest } from '../units/model.ts';
import type { PlaceRefusal } from '../units/refusal.ts';
import type { BuildTree } from '../workspaces/discover.ts';

/** What is not known of a unit that passes in all else: nothing, or one finding. */
export type Unobserved = (judged: Manifest) => Extract<PlaceRefusal, { readonly reason: 'not-observed' | 'observed-differs' }>[];

/**
 * What its build script or macros asked for is told by the store, for the very build that stands here. Where everything
 * is as it was when the unit was built, nothing more need be known.
 */
export function unobservedIn(o: { readonly worktree: AbsolutePath; readonly tree: BuildTree; readonly store: Store | undefined; readonly configEnv: ConfigEnv }): Unobserved {
  const { buildDirectory, targetDirectory } = o.tree;
  const seen = o.store === undefined ? undefined : readSeen(o.store, buildDirectory);
  const answers = new Answers({ contents: new WorktreeContents(o.worktree), gitDirectories: gitDirectories(o.worktree), configEnv: o.configEnv, built: [buildDirectory, targetDirectory] });
  return (judged) => {
    const condition = judged.conditions.find(({ kind }) => kind === 'unobserved');
    if (condition?.kind !== 'unobserved' || condition.equal !== null) return [];
    const known = seen?.get(judged.slot);
    const stored = o.store !== undefined && known !== undefined && 'saved' in known.result ? readManifest(o.store, known.result.saved) : undefined;
    const same = stored?.ok === true && stored.value.fingerprint === judged.fingerprint && stored.value.digest === judged.digest ? stored.value : undefined;
    const observed = same?.conditions.find(({ kind }) => kind === 'observed');
    if (observed?.kind !== 'observed') return [{ reason: 'not-observed', why: condition.why, differs: 'what it read' }];
    const differing = observed.observations.find((one) => !answers.alike(one));
    return differing === undefined ? [] : [{ reason: 'observed-differs', seen: differing }];
  };
}
