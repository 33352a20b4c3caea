import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cargoBuilds, untilCargoBuilds } from '../../engine/audit/donor-builds.ts';
import { WorktreeContents } from '../../engine/contents/worktree-contents.ts';
import type { Native } from '../../engine/observer/build-native.ts';
import { attempt } from '../../system/attempt.ts';
import { isOnBattery } from '../../system/battery.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { removeTree } from '../../system/write.ts';
import type { Manifest } from '../../units/model.ts';
import { isAsPlaced } from './as-placed.ts';
import { bringState, hasOwnState } from './bring.ts';
import { stateNames, type Compilation } from './compilation.ts';
import { compileAside, type NoState } from './compile-aside.ts';
import { selfTest, type SelfTestVerdict } from './self-test.ts';

export interface CompileUnitsOptions {
  readonly worktree: AbsolutePath;
  readonly buildDirectory: AbsolutePath;
  readonly known: ReadonlyMap<string, Compilation>;
  readonly native: Native;
  /** The tool's own directory for caches. */
  readonly cache: string;
  /** A directory of our own. */
  readonly below: string;
  readonly background: boolean;
  /** Milliseconds on the `performance.now()` clock. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/** What became of one unit: compiled now, there already, or left as it was. */
export type Prepared = { readonly manifest: Manifest } & (
  | { readonly state: 'compiled' | 'there' }
  | { readonly state: 'left'; readonly because: LeftBecause; readonly what: string }
);

export type LeftBecause = 'no-time' | 'not-incremental' | 'edited' | 'compiler-not-trusted' | 'own-compiler' | 'other-file-system' | NoState['because'];

/** One crate that takes longer is not worth it. */
const MOST_MS = 15 * 60_000;

/** Cargo is given a moment between two of its builds. */
const QUIET_MS = 1_000;

/** A unit that cargo's builds have stopped so often is left. */
const MOST_TRIES = 5;

/** One crate after the other. Whenever cargo builds here, this stops at once, and goes on when it is over. */
export async function compileUnits(manifests: readonly Manifest[], o: CompileUnitsOptions): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  let verdict: SelfTestVerdict | undefined;
  for (const [index, manifest] of manifests.entries()) {
    const compilation = o.known.get(manifest.unitHash);
    const left = (because: LeftBecause, what = ''): void => void prepared.push({ manifest, state: 'left', because, what });
    if (compilation === undefined) {
      left('not-incremental');
      continue;
    }
    if (await isThere(compilation)) {
      prepared.push({ manifest, state: 'there' });
      continue;
    }
    const below = join(o.below, String(index));
    verdict ??= await selfTest(compilation, { ...o, below: `${below}-tried` });
    if (!verdict.trusted) {
      left('compiler-not-trusted', verdict.why);
      continue;
    }
    const ended = await compileUnit(manifest, compilation, { ...o, below });
    if (ended === undefined) prepared.push({ manifest, state: 'compiled' });
    else left(ended.because, ended.what);
  }
  return prepared;
}

async function isThere(compilation: Compilation): Promise<boolean> {
  return (await stateNames(compilation)).some((name) => hasOwnState(compilation, name));
}

type Left = { readonly because: LeftBecause; readonly what: string };

/** Undefined: its state was brought. */
async function compileUnit(manifest: Manifest, compilation: Compilation, o: CompileUnitsOptions): Promise<Left | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    while (cargoBuilds(o.buildDirectory) && performance.now() < o.deadline && !o.signal.aborted) await pause(QUIET_MS);
    if (performance.now() >= o.deadline || o.signal.aborted || (o.background && isOnBattery())) return { because: 'no-time', what: '' };
    if (!isAsPlaced(manifest, new WorktreeContents(o.worktree))) return { because: 'edited', what: '' };
    const until = untilCargoBuilds(o.buildDirectory, o.signal);
    try {
      const state = await compileAside(compilation, { native: o.native, below: `${o.below}-${tries}`, signal: until.signal, timeoutMs: MOST_MS });
      if (state.ok) {
        const brought = bringState(compilation, state.value);
        return brought.ok ? undefined : brought.error;
      }
      if (state.error.because !== 'stopped') return state.error;
    } finally {
      until.end();
      attempt(() => removeTree(`${o.below}-${tries}`));
    }
  }
  return { because: 'stopped', what: '' };
}
