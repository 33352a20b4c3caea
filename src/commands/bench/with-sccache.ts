import type { Failure } from '../../system/failure.ts';
import { readStatistics } from '../sccache/statistics.ts';
import { freePort } from '../../system/free-port.ts';
import { runSync } from '../../system/process.ts';
import { ok, type Result } from '../../system/result.ts';
import type { BenchRequest, SccacheSamples } from './bench.ts';
import { buildFresh } from './fresh.ts';
import type { BenchPlace } from './place.ts';

/** After so many seconds without work sccache's server ends by itself: where this process was killed, nobody else ends it. */
const IDLE_SECONDS = '300';

export interface SccacheOptions {
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  /** The worktree to warm from. */
  readonly source: string;
}

/** The same builds through sccache, with a cache below `place` and a server that ends with them. */
export async function measureSccache(place: BenchPlace, request: BenchRequest, o: SccacheOptions): Promise<Result<SccacheSamples, Failure>> {
  const env = {
    ...o.env,
    RUSTC_WRAPPER: o.program,
    SCCACHE_DIR: place.sccache,
    SCCACHE_SERVER_PORT: String(await freePort()),
    SCCACHE_IDLE_TIMEOUT: IDLE_SECONDS,
  };
  try {
    // Cargo's first compiler would start it and give it ten seconds, which is too little on a busy machine, and count them.
    const started = await readStatistics(o.program, place.directory, env);
    if (!started.ok) return started;
    request.onStep({ step: 'sccache', what: 'empty' });
    const empty = await buildFresh(place, request, env, 'sccache-empty');
    if (!empty.ok) return empty;
    request.onStep({ step: 'sccache', what: 'filled' });
    const filled = await buildFresh(place, request, env, 'sccache-filled');
    if (!filled.ok) return filled;
    request.onStep({ step: 'sccache', what: 'beside' });
    const beside = await buildFresh(place, request, env, 'sccache-beside', o.source);
    if (!beside.ok) return beside;
    return ok({ empty: empty.value.add + empty.value.build, filled: filled.value.add + filled.value.build, beside: beside.value });
  } finally {
    runSync(o.program, ['--stop-server'], { cwd: place.directory, env, timeoutMs: 30_000 });
  }
}
