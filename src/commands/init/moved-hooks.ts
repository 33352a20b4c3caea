import type { Clone } from '../../engine/clone/clone.ts';
import { gatherFacts } from './facts.ts';

/** Our hook stands in `file`, and git runs those of `directory`, none of which calls us. */
export interface MovedHooks {
  readonly file: string;
  readonly directory: string;
}

/** Whether `core.hooksPath` was set after `init`, or by somebody else: since then nothing is warmed, and no hook can say so. */
export function movedHooks({ config, repository, worktrees }: Clone): MovedHooks | undefined {
  if (!config.hooksPathSet) return undefined;
  const facts = gatherFacts(repository, worktrees);
  if (!facts.ok) return undefined;
  const { hooks, strays, hooksDirectory } = facts.value;
  const called = hooks.some(({ name, file }) => name === 'post-checkout' && file.kind !== 'absent' && (file.calls || (file.kind === 'shell' && file.block !== undefined)));
  const stray = strays.find(({ name }) => name === 'post-checkout');
  return called || stray === undefined ? undefined : { file: stray.file.path, directory: hooksDirectory.path };
}
