import { namedContents } from '../contents/named-paths.ts';
import { ownCompilers } from '../contents/own-compilers.ts';
import type { TimeNs } from '../../system/brand.ts';
import type { InputEvidence } from '../../units/may-save.ts';
import type { Condition, EverythingEqual } from '../../units/model.ts';
import { isBelow } from './donor.ts';
import type { JudgeContext } from './judge-context.ts';
import { configFile } from './previous-blobs.ts';

/** Files that no fingerprint names, as what must hold elsewhere and as evidence of their times. */
export interface Told {
  readonly conditions: readonly Condition[];
  readonly evidence: readonly InputEvidence[];
}

export const NOTHING_TOLD: Told = { conditions: [], evidence: [] };

/** Contents of files and directories of the worktree's that recorded flags give to the linker. `equal`: see the condition. */
export function linkerInputsAt(paths: readonly string[], equal: EverythingEqual | null | undefined, context: JudgeContext): Told {
  if (paths.length === 0) return NOTHING_TOLD;
  const { sha256, changedNs, newest } = namedContents(paths, context.donor.contents);
  return {
    conditions: [{ kind: 'linker-inputs', paths, sha256, ...(equal !== undefined && { equal }) }],
    // Of what is not there nothing tells when it went.
    evidence: [{ path: newest ?? paths[0] ?? '', changedNs, word: 'silent' }],
  };
}

/**
 * The repository's own programs that compile: see {@link ownCompilers}. Where there are none now, a configuration that
 * was edited since may have named one when the unit was built, and nothing in the unit tells.
 */
export function ownCompilersUsed(builtNs: TimeNs, { donor, previous }: JudgeContext): Told {
  const { configEnv, contents, worktree } = donor;
  const own = ownCompilers(configEnv, contents);
  if (own !== null) {
    return { conditions: [{ kind: 'own-compilers', ...own }], evidence: timesOf([...own.paths, ...configEnv.compilers.flatMap(({ setIn }) => setIn ?? [])], donor) };
  }
  const config = configFile(donor.workspaces[0] ?? worktree, worktree);
  // What the switch has replaced says what was in force before it.
  const was = previous(config)?.toString('utf8');
  if (was !== undefined && !SETS_COMPILER.test(was)) return NOTHING_TOLD;
  const edited = timesOf(configEnv.read.filter((path) => isBelow(path, worktree)), donor).filter(({ changedNs }) => changedNs !== undefined && changedNs > builtNs);
  return { conditions: [], evidence: edited };
}

/** Evidence of files of which only times can speak. Paths absolute, or relative to the worktree. */
function timesOf(paths: readonly string[], { contents, worktree }: JudgeContext['donor']): InputEvidence[] {
  return paths
    .map((path) => (isBelow(path, worktree) ? path.slice(worktree.length + 1) : path))
    .map((path) => ({ path, changedNs: contents.times(path)?.changedNs, word: 'silent' }));
}

const SETS_COMPILER = /\brustc(?:-wrapper)?["']?\s*=/;
