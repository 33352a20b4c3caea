import * as v from 'valibot';
import { run, type Output, type ProcessFailure } from '../../system/process.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Failure } from '../../system/failure.ts';

/** What sccache's server has counted since it was started. */
export interface SccacheStatistics {
  /** Calls of the compiler, those that only ask it for something included. */
  readonly requests: number;
  /** Compilations that could be looked up. */
  readonly executed: number;
  readonly hits: number;
  readonly misses: number;
  /** Calls that were not looked up, by sccache's own word for why, most first. */
  readonly notCached: readonly { readonly why: string; readonly calls: number }[];
  /** In words, as sccache says it: `Local disk: "…"`. */
  readonly location: string;
  /** Bytes; null where the server does not know. */
  readonly size: number | null;
  readonly limit: number | null;
}

const Counts = v.object({ counts: v.record(v.string(), v.number()) });
/** `--show-stats --stats-format json` of 0.4 and later. */
const Document = v.object({
  stats: v.object({
    compile_requests: v.number(),
    requests_executed: v.number(),
    cache_hits: Counts,
    cache_misses: Counts,
    not_cached: v.optional(v.record(v.string(), v.number()), {}),
  }),
  cache_location: v.string(),
  cache_size: v.nullable(v.number()),
  max_cache_size: v.nullable(v.number()),
});

/** Asks sccache for its statistics. Starts its server where none runs, which ends by itself after ten idle minutes. */
export async function readStatistics(program: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Result<SccacheStatistics, Failure>> {
  const first = await ask(program, cwd, env);
  // A client gives its server ten seconds to start, and ends with an error on a busy machine. The server comes up all the same.
  const said = first.ok || first.error.reason !== 'exit-status' ? first : await ask(program, cwd, env);
  const parsed = said.ok ? v.safeParse(v.pipe(v.string(), v.parseJson(), Document), said.value.stdout) : undefined;
  if (parsed?.success !== true) {
    const words = said.ok || !('stderr' in said.error) ? '' : said.error.stderr.trim();
    return err({
      code: 'sccache-unusable',
      message: `sccache does not give its statistics.${words === '' ? '' : `\n${words}`}`,
      path: program,
      hint: 'See what `sccache --show-stats` says.',
    });
  }
  const { stats, cache_location: location, cache_size: size, max_cache_size: limit } = parsed.output;
  return ok({
    requests: stats.compile_requests,
    executed: stats.requests_executed,
    hits: sum(stats.cache_hits.counts),
    misses: sum(stats.cache_misses.counts),
    notCached: Object.entries(stats.not_cached)
      .map(([why, calls]) => ({ why, calls }))
      .sort((a, b) => b.calls - a.calls),
    location,
    size,
    limit,
  });
}

function ask(program: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Result<Output, ProcessFailure>> {
  return run(program, ['--show-stats', '--stats-format', 'json'], { cwd, env, timeoutMs: 30_000 });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}
