import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { MAIN_SCRIPT } from '../test/rig/environment.ts';
import { exec, type Environment } from '../test/rig/process.ts';

/** Seconds that `act` takes. */
export async function time(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

/** The middle value; of an even number the lower one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('Internal error: median of nothing');
  return middle;
}

/** Median seconds of `rounds` runs, one after the other. */
export async function medianTime(rounds: number, act: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await time(() => act(round)));
  return median(times);
}

export interface ToolRun {
  readonly seconds: number;
  /** Peak resident memory of the process, bytes. */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Loaded into the tool's process, which writes its peak memory where we can read it. */
const PEAK_PROBE = `data:text/javascript,${encodeURIComponent(
  "import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)));",
)}`;

/** Runs `cargo-share <args>` and measures it; the probe costs about a millisecond. */
export async function runTool(args: readonly string[], options: { cwd: string; env: Environment }): Promise<ToolRun> {
  const place = mkdtempSync(join(tmpdir(), 'cargo-share-peak-'));
  try {
    const env = { ...options.env, BENCH_PEAK: join(place, 'peak') };
    const start = performance.now();
    const { stdout } = await exec(process.execPath, ['--import', PEAK_PROBE, MAIN_SCRIPT, ...args], { cwd: options.cwd, env });
    const seconds = (performance.now() - start) / 1000;
    return { seconds, peakBytes: Number(readFileSync(env.BENCH_PEAK, 'utf8')) * 1024, stdout };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
