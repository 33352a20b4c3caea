import type { Failure } from '../../system/failure.ts';
import { ok, type Result } from '../../system/result.ts';
import type { SccacheFacts } from './facts.ts';
import { namesSccache, type SccacheProgram } from './program.ts';
import { readStatistics, type SccacheStatistics } from './statistics.ts';
import type { WrapperSetting } from './wrapper-settings.ts';

export interface SccacheStatus {
  readonly program: SccacheProgram | null;
  /** Whether a cargo in this directory runs sccache. */
  readonly enabled: boolean;
  /** The wrapper in force, whoever's. */
  readonly wrapper: WrapperSetting | null;
  /** Whether `enable` put it there. */
  readonly ours: boolean;
  /** Null where sccache is not in use: asking would start its server. */
  readonly statistics: SccacheStatistics | null;
}

export async function readSccacheStatus(facts: SccacheFacts, cwd: string, env: NodeJS.ProcessEnv): Promise<Result<SccacheStatus, Failure>> {
  const [wrapper] = facts.settings;
  const enabled = wrapper !== undefined && namesSccache(wrapper.value);
  const base = {
    program: facts.program ?? null,
    enabled,
    wrapper: wrapper ?? null,
    ours: enabled && 'file' in wrapper.where && wrapper.where.file === facts.record?.file && wrapper.value === facts.record.wrapper,
  };
  if (!enabled || facts.program === undefined) return ok({ ...base, statistics: null });
  const statistics = await readStatistics(facts.program.path, cwd, env);
  return statistics.ok ? ok({ ...base, statistics: statistics.value }) : statistics;
}
