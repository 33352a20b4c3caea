import { lastFailures } from '../../../engine/log/read-log.ts';
import { logPath } from '../../../engine/log/log-file.ts';
import type { Site } from '../site.ts';

interface Logged {
  readonly check: 'log';
  readonly path: string;
}

export type LogFinding =
  | (Logged & { readonly verdict: 'pass'; readonly finding: 'nothing-failed' })
  | (Logged & {
      readonly verdict: 'warn';
      readonly finding: 'sharing-failed';
      /** How many times in the last week. */
      readonly times: number;
      /** What failed last, in its own words, and when (ISO 8601). */
      readonly message: string;
      readonly at: string;
    });

const WEEK_NS = 7n * 86_400n * 1_000_000_000n;

/** What hooks had no place to say at length: the log has the whole story. */
export function checkLog(site: Site): LogFinding[] {
  const path = logPath(site.env);
  const failures = lastFailures(site.env, Number((site.now() - WEEK_NS) / 1_000_000n));
  const [last] = failures;
  if (last === undefined) return [{ check: 'log', verdict: 'pass', finding: 'nothing-failed', path }];
  const message = last.event === 'bug' ? last.message : last.failure.message;
  return [{ check: 'log', verdict: 'warn', finding: 'sharing-failed', path, times: failures.length, message, at: last.at }];
}
