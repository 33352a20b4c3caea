import type { Failure } from '../../system/failure.ts';
import type { Result } from '../../system/result.ts';
import { onReplica, type ReplicaOptions } from './on-replica.ts';
import { parseForecast, type Forecast } from './parse.ts';

export type { Forecast } from './parse.ts';

/**
 * What a cargo command would find fresh and what it would build, asked of cargo itself: by its own rules for features,
 * profiles, lock file, configuration and times.
 */
export function forecast(o: Omit<ReplicaOptions, 'unbuilt' | 'records'>): Promise<Result<Forecast, Failure>> {
  return onReplica(o, ({ stdout, stderr, log, replica: { root, nameOf } }) => parseForecast({ stdout, stderr, log, root, nameOf }));
}
