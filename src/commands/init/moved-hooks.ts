import type { Clone } from '../../engine/clone/clone.ts';
import { gatherFacts } from './facts.ts';

/** `file` held our hook. Git runs those of `directory`, none of which calls us. */
export interface MovedHooks {
  readonly file: string;
  readonly directory: string;
}

/**
 * Whether, since `init`, `core.hooksPath` names another directory, or a hook manager wrote the script anew: from then on
 * nothing is warmed, and no hook can say so.
 */
export function movedHooks({ repository, worktrees }: Clone): MovedHooks | undefined {
  const facts = gatherFacts(repository, worktrees);
  if (!facts.ok) return undefined;
  const { hooksDirectory, record } = facts.value;
  const [hooks, strays] = [facts.value.hooks, facts.value.strays].map((files) => files.filter(({ name }) => name === 'post-checkout').map(({ file }) => file));
  const called = hooks?.some((file) => file.kind !== 'absent' && (file.calls || (file.kind === 'shell' && file.block !== undefined)));
  // pre-commit's own script runs the one that it has set aside.
  if (called === true || strays?.some(({ path }) => path === `${hooksDirectory.path}/post-checkout.legacy`) === true) return undefined;
  const file = record?.hooks.find(({ name }) => name === 'post-checkout')?.path ?? strays?.[0]?.path;
  return file === undefined ? undefined : { file, directory: hooksDirectory.path };
}
